/** One organization's file, open. */
import type { OrganizationId } from '@upflow/model'
import type { Kysely } from 'kysely'
import { mainThreadRetry, withBusyRetry } from '../sqlite/busy.ts'
import { formatOf, kyselyOver, migrate } from '../sqlite/migrate.ts'
import { busyTimeoutsMs, openSqlite, type Sqlite, toDbError } from '../sqlite/open-sqlite.ts'
import { provideConversions } from './integer-keys.ts'
import { tenantMigrations } from './migrations.ts'
import type { TenantTables } from './tables.ts'

export interface Tenant {
  readonly organizationId: OrganizationId
  readonly path: string
  /** For queries. It runs on `sqlite`, in the calling thread. */
  readonly db: Kysely<TenantTables>
  /** For the fast paths: prepared statements and chunked writes. */
  readonly sqlite: Sqlite
  close(): void
}

const format = formatOf(tenantMigrations)
const what = (id: OrganizationId) => `file of organization '${id}'`

export interface OpenTenantOptions {
  readonly busyTimeoutMs?: number
  /** Brings a file with data in an older format up to date, where it blocks nobody. Default: in the calling thread. */
  readonly migrateOld?: ((path: string, organizationId: OrganizationId) => Promise<void>) | undefined
}

/** Opens a tenant file to read and write, creating or migrating it first. The caller closes it. */
export async function openTenant(
  path: string,
  organizationId: OrganizationId,
  { busyTimeoutMs = busyTimeoutsMs.workerThread, migrateOld }: OpenTenantOptions = {},
): Promise<Tenant> {
  // Several processes may make a new file at once: they take turns.
  const sqlite = await withBusyRetry(
    () => openSqlite(path, { what: what(organizationId), format, busyTimeoutMs }),
    mainThreadRetry(organizationId),
  )
  try {
    const found = sqlite.pragma('user_version', { simple: true }) as number
    if (migrateOld && found > 0 && found < format) await migrateOld(path, organizationId)
    provideConversions(sqlite)
    await migrate(sqlite, tenantMigrations)
    return toTenant(sqlite, path, organizationId)
  } catch (error) {
    sqlite.close()
    throw toDbError(error, path, what(organizationId))
  }
}

/**
 * Opens an up-to-date tenant file without waiting, as worker threads do.
 * @param readOnly when set, nothing can be written through it
 */
export const attachTenant = (
  path: string,
  organizationId: OrganizationId,
  { readOnly }: { readonly readOnly: boolean },
): Tenant =>
  toTenant(
    openSqlite(path, {
      what: what(organizationId),
      format,
      readOnly,
      busyTimeoutMs: busyTimeoutsMs.workerThread,
    }),
    path,
    organizationId,
  )

const toTenant = (sqlite: Sqlite, path: string, organizationId: OrganizationId): Tenant => ({
  organizationId,
  path,
  sqlite,
  db: kyselyOver<TenantTables>(sqlite),
  close: () => void sqlite.close(),
})

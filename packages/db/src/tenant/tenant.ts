/** One organization's file, open. */
import type { OrganizationId } from '@upflow/model'
import { DbError } from '../db-error.ts'
import { type BusyRetryOptions, mainThreadRetry, type Waiting, withBusyRetry } from '../sqlite/busy.ts'
import { formatOf, kyselyOver, migrate } from '../sqlite/migrate.ts'
import {
  anyFormat,
  busyTimeoutsMs,
  checkpointBytes,
  longestBlockMs,
  openSqlite,
  openSqliteToReadAtLeast,
  type Sqlite,
  toDbError,
} from '../sqlite/open-sqlite.ts'
import { createSqliteStore } from '../sqlite/store/sqlite-store.ts'
import type { TenantStore } from '../store/tenant-store.ts'
import { provideConversions } from './integer-keys.ts'
import { tenantMigrations } from './migrations.ts'
import type { TenantTables } from './tables.ts'

/** The store of an organization as a file, in the calling thread: `db` runs on `sqlite` and waits for a lock by itself. */
export interface Tenant extends TenantStore {
  readonly path: string
  /** For what reads much, by prepared statements; a lock is waited for by `withBusyRetry` with `retry`. */
  readonly sqlite: Sqlite
  close(): void
}

const format = formatOf(tenantMigrations)
const table = 'raw_pull_requests'
/** Of some 2.6 KB that a pull request takes as it came, three fill such a page; half as large, it would hold one. */
const pageSize = 8_192
const what = (id: OrganizationId) => `file of organization '${id}'`

export interface OpenTenantOptions extends Waiting {
  /** How long one try waits for a lock. */
  readonly busyTimeoutMs?: number
  /** As of `openSqlite`; by default as a worker thread does. */
  readonly checkpointBytes?: number
  /** Of an organization that there is, a file is never made. */
  readonly mustExist?: boolean
  /** Brings a file with data in an older format up to date, where it blocks nobody. Default: in the calling thread. */
  readonly migrateOld?: ((path: string, organizationId: OrganizationId) => Promise<void>) | undefined
}

/**
 * Opens a tenant file to read and write, creating or migrating it first; to read only where nothing may be written.
 * The caller closes it.
 * @throws DbError `db/organization-file-missing`, those of `openSqlite`; the signal's reason
 */
export async function openTenant(
  path: string,
  organizationId: OrganizationId,
  {
    busyTimeoutMs = busyTimeoutsMs.workerThread,
    checkpointBytes: checkpointAt = checkpointBytes.workerThread,
    mustExist = false,
    migrateOld,
    ...waiting
  }: OpenTenantOptions = {},
): Promise<Tenant> {
  const retry = retryOf(path, organizationId, { busyTimeoutMs, ...waiting })
  // Several processes may make a new file at once: they take turns.
  const sqlite = await withBusyRetry(
    () =>
      openSqliteToReadAtLeast(path, {
        what: what(organizationId),
        format,
        table,
        missing: mustExist ? () => fileMissing(path, organizationId) : undefined,
        busyTimeoutMs: Math.min(busyTimeoutMs, longestBlockMs),
        pageSize,
        checkpointBytes: checkpointAt,
      }),
    retry,
  )
  try {
    const found = sqlite.pragma('user_version', { simple: true }) as number
    if (migrateOld && found > 0 && found < format) await migrateOld(path, organizationId)
    provideConversions(sqlite)
    await migrate(sqlite, tenantMigrations, retry)
    return toTenant(sqlite, path, { organizationId, retry })
  } catch (error) {
    sqlite.close()
    throw toDbError(error, path, what(organizationId))
  }
}

const fileMissing = (path: string, organizationId: OrganizationId) =>
  new DbError(
    'db/organization-file-missing',
    `The file of organization '${organizationId}', ${path}, is missing or empty. Restore it from a backup, or make it anew with 'org create ${organizationId}' and fetch everything again.`,
    { organization: organizationId, path },
  )

const olderFile = (path: string, organizationId: OrganizationId, found: number) =>
  new DbError(
    'db/older-file',
    `The ${what(organizationId)}, ${path}, is of an older format (${found}, this Upflow reads ${format}) although it was brought up to date: an older one was put in its place. Restart Upflow, which brings it up to date.`,
    { organization: organizationId, path, format: found, known: format },
  )

const explaining = (path: string, organizationId: OrganizationId) => (error: unknown) =>
  toDbError(error, path, what(organizationId))

function retryOf(
  path: string,
  organizationId: OrganizationId,
  { busyTimeoutMs, ...waiting }: { readonly busyTimeoutMs: number } & Waiting,
): BusyRetryOptions {
  const name = `${what(organizationId)}, ${path}`
  const retry =
    busyTimeoutMs === busyTimeoutsMs.mainThread
      ? mainThreadRetry(organizationId, name, waiting)
      : { worker: 'file', organization: organizationId, what: name, tryMs: busyTimeoutMs, ...waiting }
  return { ...retry, explain: explaining(path, organizationId) }
}

/**
 * Opens an up-to-date tenant file without waiting, as worker threads do.
 * @param readOnly when set, nothing can be written through it
 * @throws DbError `db/organization-file-missing`, `db/older-file`, those of `openSqlite`
 */
export function attachTenant(
  path: string,
  organizationId: OrganizationId,
  { readOnly }: { readonly readOnly: boolean },
): Tenant {
  const busyTimeoutMs = busyTimeoutsMs.workerThread
  const sqlite = openSqlite(path, {
    what: what(organizationId),
    format,
    table,
    readOnly,
    missing: () => fileMissing(path, organizationId),
    busyTimeoutMs,
  })
  try {
    const found = sqlite.pragma('user_version', { simple: true }) as number
    if (found < format) throw olderFile(path, organizationId, found)
  } catch (error) {
    sqlite.close()
    throw toDbError(error, path, what(organizationId))
  }
  return toTenant(sqlite, path, { organizationId, retry: retryOf(path, organizationId, { busyTimeoutMs }) })
}

/**
 * Opens a file as it is, whatever its format, to be copied. The caller closes it.
 * @throws DbError `db/organization-file-missing`, those of `openSqlite`
 */
export const openTenantToCopy = (
  path: string,
  organizationId: OrganizationId,
  { busyTimeoutMs }: { readonly busyTimeoutMs: number },
): Promise<Sqlite> =>
  openSqliteToReadAtLeast(path, {
    what: what(organizationId),
    format: anyFormat,
    table,
    missing: () => fileMissing(path, organizationId),
    busyTimeoutMs,
  })

const toTenant = (
  sqlite: Sqlite,
  path: string,
  { organizationId, retry }: Pick<Tenant, 'organizationId' | 'retry'>,
): Tenant => ({
  ...createSqliteStore(sqlite, retry),
  organizationId,
  location: { kind: 'file', path },
  path,
  sqlite,
  retry,
  db: kyselyOver<TenantTables>(sqlite, retry),
  explain: explaining(path, organizationId),
  pathToRead: async () => path,
  close: () => void sqlite.close(),
})

/** One organization's file, open. */
import type { OrganizationId } from '@upflow/model'
import type { Kysely } from 'kysely'
import { formatOf, kyselyOver, migrate } from '../sqlite/migrate.ts'
import { openSqlite, type Sqlite, toDbError } from '../sqlite/open-sqlite.ts'
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

/** Opens a tenant file to read and write, creating or migrating it first. The caller closes it. */
export async function openTenant(path: string, organizationId: OrganizationId): Promise<Tenant> {
  const tenant = toTenant(openSqlite(path, { what: what(organizationId), format }), path, organizationId)
  try {
    await migrate(tenant.sqlite, tenantMigrations)
    return tenant
  } catch (error) {
    tenant.close()
    throw toDbError(error, path, what(organizationId))
  }
}

/**
 * Opens an up-to-date tenant file without waiting, as worker threads do: the main thread has migrated it.
 * @param readOnly when set, nothing can be written through it
 */
export const attachTenant = (
  path: string,
  organizationId: OrganizationId,
  { readOnly }: { readonly readOnly: boolean },
): Tenant =>
  toTenant(openSqlite(path, { what: what(organizationId), format, readOnly }), path, organizationId)

const toTenant = (sqlite: Sqlite, path: string, organizationId: OrganizationId): Tenant => ({
  organizationId,
  path,
  sqlite,
  db: kyselyOver<TenantTables>(sqlite),
  close: () => void sqlite.close(),
})

/** The store of one organization as a schema of a PostgreSQL database. */
import type { OrganizationId } from '@upflow/model'
import { Kysely, PostgresDialect } from 'kysely'
import { DbError } from '../db-error.ts'
import { refreshCopy } from '../read-copy/refresh-copy.ts'
import type { BusyRetryOptions, Waiting } from '../sqlite/busy.ts'
import { waitingDialect } from '../sqlite/waiting-dialect.ts'
import type { TenantStore } from '../store/tenant-store.ts'
import type { TenantTables } from '../tenant/tables.ts'
import { createAnalysisCommits } from './analysis-commits.ts'
import { formatOfSchema, migrateSchema, type SchemaToMigrate } from './migrate-schemas.ts'
import type { Postgres } from './open-postgres.ts'
import { createPageCommits } from './page-commits.ts'
import { shownUrl, toPostgresError } from './postgres-error.ts'
import { createRecords } from './records.ts'
import { createReleaseMarkers } from './release-markers.ts'
import { createSchema, schemaOf } from './schema.ts'
import { createStandings } from './standing.ts'
import { tenantTables } from './tenant-tables.ts'
import { tenantTriggers } from './tenant-triggers.ts'

export interface OpenSchemaOptions extends Waiting {
  /** Of an organization that there is, a schema is never made. */
  readonly mustExist?: boolean
  /** Where this machine keeps copies to read. */
  readonly copies: string
}

/** The schema of an organization, as it is made. */
export function schemaToMigrate(organizationId: OrganizationId): SchemaToMigrate {
  const schema = schemaOf(organizationId)
  return {
    schema,
    what: `data of organization '${organizationId}'`,
    formats: [[...tenantTables(`"${schema}"`), ...tenantTriggers(`"${schema}"`)]],
  }
}

/**
 * Opens the schema of an organization, creating or migrating it first. Closing it leaves the database open.
 * @throws DbError `db/organization-file-missing`, `db/newer-file`, `db/unreachable`
 */
export async function openSchema(
  postgres: Postgres,
  organizationId: OrganizationId,
  { mustExist = false, ...options }: OpenSchemaOptions,
): Promise<TenantStore> {
  if (mustExist && (await formatOfSchema(postgres, schemaOf(organizationId))) === 0)
    throw schemaMissing(postgres, organizationId)
  await migrateSchema(postgres, schemaToMigrate(organizationId), options.signal)
  return attachSchema(postgres, organizationId, options)
}

/** Opens one that is up to date, without a look at it. */
export function attachSchema(
  postgres: Postgres,
  organizationId: OrganizationId,
  { copies, ...waiting }: Omit<OpenSchemaOptions, 'mustExist'>,
): TenantStore {
  const { url, pool } = postgres
  const schema = schemaOf(organizationId)
  const retry: BusyRetryOptions = {
    worker: 'database',
    organization: organizationId,
    what: `data of organization '${organizationId}'`,
    ...waiting,
    delaysMs: busyDelaysMs,
  }
  const parts = createSchema(postgres, schema, retry)
  const explain = (error: unknown) => toPostgresError(error, url)
  const dialect = new PostgresDialect({ pool })
  return {
    ...createPageCommits(parts),
    ...createReleaseMarkers(parts),
    ...createStandings(parts),
    ...createAnalysisCommits(parts),
    ...createRecords(parts),
    organizationId,
    location: { kind: 'schema', url, schema, copies },
    retry,
    db: new Kysely<TenantTables>({ dialect: waitingDialect(dialect, retry, explain) }).withSchema(schema),
    explain,
    pathToRead: () => refreshCopy(postgres, { folder: copies, organizationId }),
    close() {},
  }
}

/** Two were in each other's way: soon, and each after another while. */
const busyDelaysMs = [20, 50, 100, 200, 400, 800]

const schemaMissing = ({ url }: Postgres, organizationId: OrganizationId) =>
  new DbError(
    'db/organization-file-missing',
    `The data of organization '${organizationId}' is not in ${shownUrl(url)}. Restore the database from a backup, copy it there with 'data copy ${organizationId}', or make it anew with 'org create ${organizationId}' and fetch everything again.`,
    { organization: organizationId },
  )

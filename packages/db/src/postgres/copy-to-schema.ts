/**
 * An organization's file into a schema: every table, all of one moment, in one transaction that ends only when both hold
 * the same. The file stays as it is.
 */
import { createHash } from 'node:crypto'
import type { OrganizationId } from '@upflow/model'
import type { PoolClient } from 'pg'
import { DbError } from '../db-error.ts'
import type { Sqlite } from '../sqlite/open-sqlite.ts'
import { primaryKeyOf } from '../sqlite/primary-key.ts'
import type { NewSettingChange } from '../store/record-store.ts'
import { attachTenant } from '../tenant/tenant.ts'
import { formatOfSchema, makeSchema } from './migrate-schemas.ts'
import type { Postgres } from './open-postgres.ts'
import { addOrganization, migrateRegistry } from './postgres-registry.ts'
import { schemaToMigrate } from './postgres-tenant.ts'
import { putRows, toJson } from './put-rows.ts'
import { schemaOf } from './schema.ts'
import { readTables } from './tenant-triggers.ts'

export interface CopiedTable {
  readonly table: string
  readonly rows: number
}

/** Repositories come before what refers to them. */
const tables = [
  'settings',
  'repositories',
  ...readTables.filter((table) => table !== 'settings' && table !== 'repositories'),
  'seen_pull_requests',
]
const atOnce = 500

export interface CopyToSchema {
  /** Of the file, up to date. */
  readonly path: string
  /** As it is known from there on; `createdAt` as where it was, so that the people there are still its own. */
  readonly organization: { readonly id: OrganizationId; readonly name: string; readonly createdAt: number }
  /** Who copied it, for its audit. */
  readonly change: NewSettingChange
  /** Looked at last: what it throws leaves nothing. */
  readonly confirm: () => Promise<void>
  readonly signal?: AbortSignal | undefined
}

/**
 * @throws DbError `db/organization-exists` when there is such an organization or its data, `db/copy-differs`; what
 *   `confirm` throws. Nothing is left then, nor of a process that ends before.
 */
export async function copyToSchema(postgres: Postgres, copy: CopyToSchema): Promise<CopiedTable[]> {
  const { path, organization, change, confirm, signal } = copy
  const schema = schemaOf(organization.id)
  await migrateRegistry(postgres, signal)
  if ((await formatOfSchema(postgres, schema)) > 0) throw alreadyThere(organization.id)
  const file = attachTenant(path, organization.id, { readOnly: true })
  try {
    const version = () => file.sqlite.pragma('data_version', { simple: true })
    const before = version()
    const copied = await makeSchema(
      postgres,
      schemaToMigrate(organization.id),
      async (client) => {
        // A reader keeps what it began with, whatever is written meanwhile.
        file.sqlite.exec('BEGIN')
        const tables = await copyTables(file.sqlite, client, { schema, organizationId: organization.id })
        file.sqlite.exec('COMMIT')
        await addOrganization(client, organization)
        await putRows(client, { schema: `"${schema}"`, table: 'setting_changes', key: ['id'] }, [change])
        await confirm()
        if (version() !== before) throw writtenMeanwhile(organization.id)
        return tables
      },
      signal,
    )
    if (copied === null) throw alreadyThere(organization.id)
    return copied
  } finally {
    file.close()
  }
}

const alreadyThere = (organization: OrganizationId) =>
  new DbError(
    'db/organization-exists',
    `There already is data of organization '${organization}' in the database: remove it there first.`,
    { organization },
  )

const writtenMeanwhile = (organization: OrganizationId) =>
  new DbError(
    'db/copy-differs',
    `Nothing is copied: the file of organization '${organization}' was written meanwhile. End what writes to it, then copy it again.`,
    { organization },
  )

async function copyTables(
  sqlite: Sqlite,
  client: PoolClient,
  { schema, organizationId }: { readonly schema: string; readonly organizationId: OrganizationId },
): Promise<CopiedTable[]> {
  const copied: CopiedTable[] = []
  // What triggers note is copied too.
  for (const table of tables) await client.query(`ALTER TABLE "${schema}"."${table}" DISABLE TRIGGER USER`)
  for (const table of tables) {
    const keys = primaryKeyOf(sqlite, table)
    const put = (rows: readonly object[]) =>
      putRows(client, { schema: `"${schema}"`, table, key: keys }, rows)
    const ofFile = createSum()
    let some: object[] = []
    for (const row of sqlite.prepare<[], Row>(`SELECT * FROM "${table}"`).iterate()) {
      ofFile.add(row)
      if (some.push(row) < atOnce) continue
      await put(some)
      some = []
    }
    await put(some)
    const ofSchema = await sumOf(client, schema, table)
    if (ofFile.text() !== ofSchema)
      throw new DbError(
        'db/copy-differs',
        `Nothing is copied: ${table} of organization '${organizationId}' came out otherwise in the database (${ofFile.text()}, ${ofSchema}). Try again, and report it when it is so again.`,
        { organization: organizationId, table },
      )
    copied.push({ table, rows: ofFile.rows() })
  }
  for (const table of tables) await client.query(`ALTER TABLE "${schema}"."${table}" ENABLE TRIGGER USER`)
  await client.query(
    `SELECT setval(pg_get_serial_sequence('"${schema}".setting_changes', 'id'), max(id)) FROM "${schema}".setting_changes`,
  )
  return copied
}

type Row = Readonly<Record<string, unknown>>

async function sumOf(client: PoolClient, schema: string, table: string): Promise<string> {
  const sum = createSum()
  await client.query(`DECLARE copied NO SCROLL CURSOR FOR SELECT * FROM "${schema}"."${table}"`)
  for (;;) {
    const { rows } = await client.query<Row>(`FETCH ${atOnce} FROM copied`)
    if (rows.length === 0) break
    for (const row of rows) sum.add(row)
  }
  await client.query('CLOSE copied')
  return sum.text()
}

const width = 2n ** 256n

/** The same for the same rows, in whatever order they come. */
function createSum() {
  let sum = 0n
  let count = 0
  return {
    add(row: Row): void {
      const text = toJson(
        Object.keys(row)
          .sort()
          .map((column) => [column, row[column]]),
      )
      sum = (sum + BigInt(`0x${createHash('sha256').update(text).digest('hex')}`)) % width
      count++
    },
    rows: () => count,
    text: () => `${count} rows, ${sum.toString(16).padStart(64, '0').slice(0, 16)}`,
  }
}

/**
 * An organization's file into a schema: every table, all of one moment, in one transaction that ends only when both hold
 * the same. The file stays as it is.
 */
import { createHash } from 'node:crypto'
import type { OrganizationId } from '@upflow/model'
import type { PoolClient } from 'pg'
import { DbError } from '../db-error.ts'
import type { Sqlite } from '../sqlite/open-sqlite.ts'
import { attachTenant } from '../tenant/tenant.ts'
import { formatOfSchema, removeSchema } from './migrate-schemas.ts'
import type { Postgres } from './open-postgres.ts'
import { openSchema } from './postgres-tenant.ts'
import { putRows, toText } from './put-rows.ts'
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

/**
 * @param path of the file, up to date
 * @throws DbError `db/organization-exists` when there is such a schema, `db/copy-differs`; nothing is left of it then
 */
export async function copyToSchema(
  postgres: Postgres,
  {
    path,
    organizationId,
    copies,
  }: {
    readonly path: string
    readonly organizationId: OrganizationId
    readonly copies: string
  },
): Promise<CopiedTable[]> {
  const schema = schemaOf(organizationId)
  if ((await formatOfSchema(postgres, schema)) > 0)
    throw new DbError(
      'db/organization-exists',
      `There already is data of organization '${organizationId}' in the database: remove it there first.`,
      { organization: organizationId },
    )
  const file = attachTenant(path, organizationId, { readOnly: true })
  try {
    await openSchema(postgres, organizationId, { copies })
    // A reader keeps what it began with, whatever is written meanwhile.
    file.sqlite.exec('BEGIN')
    return await postgres.transaction((client) => copyTables(file.sqlite, client, { schema, organizationId }))
  } catch (error) {
    await removeSchema(postgres, schema)
    throw error
  } finally {
    file.close()
  }
}

async function copyTables(
  sqlite: Sqlite,
  client: PoolClient,
  { schema, organizationId }: { readonly schema: string; readonly organizationId: OrganizationId },
): Promise<CopiedTable[]> {
  const copied: CopiedTable[] = []
  // What triggers note is copied too.
  for (const table of tables) await client.query(`ALTER TABLE "${schema}"."${table}" DISABLE TRIGGER USER`)
  for (const table of tables) {
    const keys = keysOf(sqlite, table)
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

const keysOf = (sqlite: Sqlite, table: string): string[] =>
  sqlite
    .prepare<[string], string>('SELECT name FROM pragma_table_info(?) WHERE pk > 0 ORDER BY pk')
    .pluck()
    .all(table)

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
      const values = Object.keys(row)
        .sort()
        .map((column) => [column, row[column]])
      const text = JSON.stringify(values, (_, value: unknown) =>
        typeof value === 'string' ? toText(value) : value,
      )
      sum = (sum + BigInt(`0x${createHash('sha256').update(text).digest('hex')}`)) % width
      count++
    },
    rows: () => count,
    text: () => `${count} rows, ${sum.toString(16).padStart(64, '0').slice(0, 16)}`,
  }
}

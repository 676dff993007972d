/** Rows of accounts as they go into the database and come from there, with the organizations that they refer to. */
import type { Statement } from 'better-sqlite3'
import type { Sqlite } from '../sqlite/open-sqlite.ts'
import { primaryKeyOf } from '../sqlite/primary-key.ts'
import { type AccountTable, accountTables } from './shared-tables.ts'

export interface AccountRow {
  readonly table: string
  /** Of its primary key, as a JSON array. */
  readonly key: string
  /** As JSON; null for one that is no more. */
  readonly content: string | null
}

export interface OrganizationRow {
  readonly id: string
  readonly name: string
  readonly created_at: number
}

const textOf = ({ id, name, created_at }: OrganizationRow): string => JSON.stringify([id, name, created_at])

export const organizationsIn = (sqlite: Sqlite): OrganizationRow[] =>
  sqlite.prepare<[], OrganizationRow>('SELECT id, name, created_at FROM organizations').all()

/** Whether a copy has the organizations of the database, and none that was there and is no more. */
export function hasOrganizations(sqlite: Sqlite, organizations: readonly OrganizationRow[]): boolean {
  const known = new Set(organizationsIn(sqlite).map(textOf))
  const of = sqlite.prepare<[], number>('SELECT count(*) FROM account_organizations').pluck().get()
  return of === organizations.length && organizations.every((row) => known.has(textOf(row)))
}

/** To be called in `changeCopy`. What is here alone is left: it may be on its way there, with the people that it has. */
export function putOrganizations(sqlite: Sqlite, organizations: readonly OrganizationRow[]): void {
  const put = sqlite.prepare(
    `INSERT INTO organizations (id, name, created_at) VALUES (@id, @name, @created_at)
     ON CONFLICT (id) DO UPDATE SET name = excluded.name, created_at = excluded.created_at`,
  )
  const keep = sqlite.prepare('INSERT INTO account_organizations VALUES (?)')
  sqlite.exec(`DELETE FROM organizations WHERE id IN (SELECT id FROM account_organizations);
    DELETE FROM account_organizations`)
  for (const organization of organizations) {
    put.run(organization)
    keep.run(organization.id)
  }
}

/** As it is by now. */
export function contentOf(sqlite: Sqlite, table: string, key: string): string | null {
  const row = sqlite
    .prepare(`SELECT * FROM "${table}" WHERE ${isOfKey(sqlite, table)}`)
    .get(...keyValues(key))
  return row === undefined ? null : JSON.stringify(row)
}

const isOfKey = (sqlite: Sqlite, table: string): string =>
  primaryKeyOf(sqlite, table)
    .map((column) => `"${column}" = ?`)
    .join(' AND ')

const keyValues = (key: string): unknown[] => JSON.parse(key) as unknown[]

/** All that there are. */
export const readAccountRows = (
  sqlite: Sqlite,
  tables: readonly AccountTable[] = accountTables,
): AccountRow[] =>
  tables.flatMap((table) => {
    const keys = primaryKeyOf(sqlite, table)
    return sqlite
      .prepare<[], Readonly<Record<string, unknown>>>(`SELECT * FROM "${table}"`)
      .all()
      .map((row) => ({
        table,
        key: JSON.stringify(keys.map((key) => row[key])),
        content: JSON.stringify(row),
      }))
  })

/** To be called in `changeCopy`. @param isWhole these and no others */
export function putAccountRows(sqlite: Sqlite, rows: readonly AccountRow[], isWhole = false): void {
  const known = new Set<string>(accountTables)
  const strange = rows.find(({ table }) => !known.has(table))
  if (strange) throw new Error(`There is no table '${strange.table}' of accounts here.`)
  if (isWhole) for (const table of accountTables) sqlite.exec(`DELETE FROM "${table}"`)
  const prepare = createPreparing(sqlite)
  // What is unique may have gone from one row to another: those that change go first.
  for (const { table, key } of isWhole ? [] : rows)
    prepare(`${table}:`, () => `DELETE FROM "${table}" WHERE ${isOfKey(sqlite, table)}`).run(
      ...keyValues(key),
    )
  for (const { table, content } of rows) {
    if (content === null) continue
    const row = JSON.parse(content) as Record<string, unknown>
    const columns = Object.keys(row)
    prepare(
      `${table}:${columns.join()}`,
      () => `INSERT INTO "${table}" (${columns.map((name) => `"${name}"`).join(', ')})
        VALUES (${columns.map(() => '?').join(', ')})`,
    ).run(...Object.values(row))
  }
}

function createPreparing(sqlite: Sqlite) {
  const prepared = new Map<string, Statement<unknown[]>>()
  return (name: string, sqlOf: () => string) => {
    const statement = prepared.get(name) ?? sqlite.prepare<unknown[]>(sqlOf())
    prepared.set(name, statement)
    return statement
  }
}

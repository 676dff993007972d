/**
 * Accounts in a registry that are a copy of those in a database: up to which of its writes it has them, and triggers
 * that refuse every other change of them, whichever process makes it, also one that knows nothing of the database.
 * Where accounts lie in files there is none of this in the file.
 */
import type { Statement } from 'better-sqlite3'
import { DbError } from '../db-error.ts'
import type { Sqlite } from '../sqlite/open-sqlite.ts'
import { primaryKeyOf } from '../sqlite/primary-key.ts'

/** What is the same on all machines. Organizations, which they refer to, are kept in step by themselves. */
export const accountTables = [
  'user',
  'session',
  'account',
  'verification',
  'administrators',
  'memberships',
  'invitations',
  'api_tokens',
  'one_time_links',
  'account_changes',
  'saved_views',
] as const
export type AccountTable = (typeof accountTables)[number]

/** A write in the database: its number, and a name that no other has, whatever was restored meanwhile. */
export interface Position {
  readonly number: number
  readonly write: string
}

/** The number of none: what is here is about to be taken into the database by the write of that name, or was. */
export const claimed = -1

/** Of a copy of which it is not known what it has. */
export const nowhere: Position = { number: claimed, write: '' }

/** Whether what is here may be nowhere else. */
export const isOwnBy = (position: Position | null): boolean =>
  position === null || (position.number === claimed && position.write !== nowhere.write)

export const hasAny = (sqlite: Sqlite, tables: readonly AccountTable[]): boolean =>
  tables.some((table) => sqlite.prepare(`SELECT 1 FROM "${table}" LIMIT 1`).get() !== undefined)

export const hasOwnAccounts = (sqlite: Sqlite, tables: readonly AccountTable[]): boolean =>
  isOwnBy(positionOf(sqlite)) && hasAny(sqlite, tables)

export const isSame = (one: Position | null, other: Position): boolean =>
  one?.number === other.number && one.write === other.write

/** Null where accounts are the file's own. */
export function positionOf(sqlite: Sqlite): Position | null {
  const isCopy = sqlite.prepare(`SELECT 1 FROM sqlite_schema WHERE name = 'account_copy'`).get() !== undefined
  return isCopy ? sqlite.prepare<[], Position>('SELECT number, "write" FROM account_copy').get()! : null
}

const refusal = 'upflow: accounts are a copy'

/** An error of a write to a copy, as one that says what to do; anything else as it is. */
export function explainRefusal(error: unknown, path: string): unknown {
  if (!(error instanceof Error) || error.message !== refusal) return error
  return new DbError(
    'db/accounts-in-database',
    `Nothing is changed: the accounts in ${path} are a copy of those in a database. Set UPFLOW_DATABASE_URL to where they are; or make what is here this machine's own by 'upflow data accounts machine', without UPFLOW_DATABASE_URL.`,
    { path },
    { cause: error },
  )
}

/** `closed` refuses, `applying` takes what the database has, `writing` notes what is touched. */
type Mode = 'closed' | 'applying' | 'writing'

const setMode = (sqlite: Sqlite, mode: Mode): void =>
  void sqlite.prepare('UPDATE account_copy SET mode = ?').run(mode)

export const setPosition = (sqlite: Sqlite, { number, write }: Position): void =>
  void sqlite.prepare('UPDATE account_copy SET number = ?, "write" = ?').run(number, write)

/** To be called in a transaction. What is changed from there on, is changed by `changeCopy` or by nobody. */
export function makeCopy(sqlite: Sqlite, position: Position): void {
  if (positionOf(sqlite) === null) {
    sqlite.exec(`
      CREATE TABLE account_copy (number INTEGER NOT NULL, "write" TEXT NOT NULL, mode TEXT NOT NULL) STRICT;
      INSERT INTO account_copy VALUES (${nowhere.number}, '', 'closed');
      CREATE TABLE account_organizations (id TEXT PRIMARY KEY) STRICT, WITHOUT ROWID;
      CREATE TABLE account_touched (table_name TEXT NOT NULL, key TEXT NOT NULL) STRICT`)
    for (const statement of triggersOf(sqlite)) sqlite.exec(statement)
  }
  setPosition(sqlite, position)
}

/** To be called in a transaction: what is here is the file's own from there on. @returns false where it was before */
export function endCopy(sqlite: Sqlite): boolean {
  if (positionOf(sqlite) === null) return false
  dropTriggers(sqlite)
  for (const table of ['account_copy', 'account_organizations', 'account_touched'])
    sqlite.exec(`DROP TABLE IF EXISTS ${table}`)
  return true
}

/** To be called in a transaction, before the tables get another format: then all is taken from the database anew. */
export function openToMigrate(sqlite: Sqlite): void {
  if (positionOf(sqlite) === null) return
  dropTriggers(sqlite)
  setPosition(sqlite, nowhere)
}

/** To be called in a transaction, once they have it. */
export function closeMigrated(sqlite: Sqlite): void {
  if (!isUnguarded(sqlite)) return
  for (const statement of triggersOf(sqlite)) sqlite.exec(statement)
}

/** As a process that died while it migrated has left it. */
export const isUnguarded = (sqlite: Sqlite): boolean =>
  positionOf(sqlite) !== null && triggersIn(sqlite).length === 0

const triggersIn = (sqlite: Sqlite): string[] =>
  sqlite
    .prepare<[], string>(
      `SELECT name FROM sqlite_schema WHERE type = 'trigger' AND name LIKE 'account_copy_%'`,
    )
    .pluck()
    .all()

function dropTriggers(sqlite: Sqlite): void {
  for (const name of triggersIn(sqlite)) sqlite.exec(`DROP TRIGGER "${name}"`)
}

function triggersOf(sqlite: Sqlite): string[] {
  const mode = '(SELECT mode FROM account_copy)'
  const refuse = `SELECT RAISE(ABORT, '${refusal}') WHERE ${mode} = 'closed';`
  const made = (table: string, event: string, body: string) =>
    `CREATE TRIGGER "account_copy_${table}_${event}" AFTER ${event} ON "${table}" BEGIN ${body} END`
  // Organizations may be another's business: of what lies in files.
  return [...accountTables, 'organizations'].flatMap((table) => {
    const keys = primaryKeyOf(sqlite, table)
    const touch = (row: 'new' | 'old') =>
      `INSERT INTO account_touched SELECT '${table}', json_array(${keys.map((key) => `${row}."${key}"`).join(', ')})
         WHERE ${mode} = 'writing';`
    const first = table === 'organizations' ? '' : refuse
    return [
      made(table, 'INSERT', first + touch('new')),
      made(table, 'UPDATE', first + touch('old') + touch('new')),
      made(table, 'DELETE', first + touch('old')),
    ]
  })
}

/**
 * One transaction in which rows may come in any order, before what they refer to, which may also be on other machines
 * alone. Of a file with accounts of its own: the same, but for what a copy is asked.
 */
export function changeCopy<T>(sqlite: Sqlite, work: () => T): T {
  sqlite.pragma('foreign_keys = OFF')
  try {
    return sqlite
      .transaction(() => {
        const isCopy = positionOf(sqlite) !== null
        if (isCopy) setMode(sqlite, 'applying')
        const result = work()
        if (isCopy) setMode(sqlite, 'closed')
        return result
      })
      .immediate()
  } finally {
    sqlite.pragma('foreign_keys = ON')
  }
}

/**
 * Changes a file by itself, as whoever restores it does: of a copy it is no longer known what it has, so that it is made
 * anew from the database, or the database from it where that has lost its own.
 */
export const changeRestored = (sqlite: Sqlite, work: () => void): void =>
  changeCopy(sqlite, () => {
    work()
    if (positionOf(sqlite) !== null) setPosition(sqlite, nowhere)
  })

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

/** Whether a copy has the organizations of the database, and none that was there and is no more. */
export function hasOrganizations(sqlite: Sqlite, organizations: readonly OrganizationRow[]): boolean {
  const here = sqlite.prepare<[], OrganizationRow>('SELECT id, name, created_at FROM organizations').all()
  const known = new Set(here.map(textOf))
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

export interface Attempt<T> {
  readonly result: T
  readonly rows: readonly AccountRow[]
  /** By id. */
  readonly removedOrganizations: readonly string[]
}

/**
 * What a write would do, with nothing of it left.
 * @param at what the copy must have
 * @returns null when it has more by now, or less
 */
export function tryWrite<T>(sqlite: Sqlite, at: Position, work: (sqlite: Sqlite) => T): Attempt<T> | null {
  sqlite.exec('BEGIN IMMEDIATE')
  try {
    if (!isSame(positionOf(sqlite), at)) return null
    setMode(sqlite, 'writing')
    const result = work(sqlite)
    const touched = sqlite
      .prepare<[], { table: string; key: string }>(
        'SELECT DISTINCT table_name AS "table", key FROM account_touched',
      )
      .all()
      .map(({ table, key }) => ({ table, key: JSON.stringify(JSON.parse(key)) }))
    const rows = touched.map(
      ({ table, key }): AccountRow => ({ table, key, content: contentOf(sqlite, table, key) }),
    )
    const organizations = rows.filter(({ table }) => table === 'organizations')
    if (organizations.some(({ content }) => content !== null))
      throw new Error('Organizations are made and renamed by the registry, not among accounts.')
    return {
      result,
      rows: rows.filter(({ table }) => table !== 'organizations'),
      removedOrganizations: organizations.map(({ key }) => (JSON.parse(key) as [string])[0]),
    }
  } finally {
    if (sqlite.inTransaction) sqlite.exec('ROLLBACK')
  }
}

function contentOf(sqlite: Sqlite, table: string, key: string): string | null {
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

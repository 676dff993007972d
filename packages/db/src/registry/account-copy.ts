/**
 * Accounts in a registry that are a copy of those in a database: up to which of its writes it has them, and how it is
 * changed. Where accounts lie in files there is none of this in the file.
 */
import type { Sqlite } from '../sqlite/open-sqlite.ts'
import { dropTriggers, triggersIn, triggersOf } from './copy-guard.ts'
import type { AccountTable } from './shared-tables.ts'

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

/** `closed` refuses, `applying` takes what the database has, `writing` notes what is touched. */
type Mode = 'closed' | 'applying' | 'writing'

export const setMode = (sqlite: Sqlite, mode: Mode): void =>
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

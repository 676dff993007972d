/**
 * The triggers of a copy of accounts: they refuse every change but those that come from the database, whichever process
 * makes it, also one that knows nothing of the database; and note what a write touches that is tried.
 */
import { DbError } from '../db-error.ts'
import type { Sqlite } from '../sqlite/open-sqlite.ts'
import { primaryKeyOf } from '../sqlite/primary-key.ts'
import { accountTables } from './shared-tables.ts'

const refusal = 'upflow: accounts are a copy'

/** An error of a write to a copy, as one that says what to do; anything else as it is. */
export function explainRefusal(error: unknown, path: string): unknown {
  if (!(error instanceof Error) || error.message !== refusal) return error
  return accountsInDatabase(path, 'Nothing is changed', error)
}

/** @param so what follows from it */
export const accountsInDatabase = (path: string, so: string, cause?: Error) =>
  new DbError(
    'db/accounts-in-database',
    `${so}: the accounts in ${path} are a copy of those in a database. Set UPFLOW_DATABASE_URL to where they are; or make what is here this machine's own by 'upflow data accounts machine', without UPFLOW_DATABASE_URL.`,
    { path },
    { cause },
  )

export const triggersIn = (sqlite: Sqlite): string[] =>
  sqlite
    .prepare<[], string>(
      `SELECT name FROM sqlite_schema WHERE type = 'trigger' AND name LIKE 'account_copy_%'`,
    )
    .pluck()
    .all()

export function dropTriggers(sqlite: Sqlite): void {
  for (const name of triggersIn(sqlite)) sqlite.exec(`DROP TRIGGER "${name}"`)
}

/** One for each kind of change of each table. */
export function triggersOf(sqlite: Sqlite): string[] {
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

/** What a write would do, tried on the copy that it is for, with nothing of it left there. */
import type { Sqlite } from '../sqlite/open-sqlite.ts'
import { isSame, type Position, positionOf, setMode } from './account-copy.ts'
import { type AccountRow, contentOf } from './copied-rows.ts'

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

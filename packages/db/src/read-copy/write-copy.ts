/**
 * Rows of a schema into its copy. What a tenant file notes by itself is copied too, so the copy notes nothing but which
 * analyses have changed: that is of each file.
 */
import type { Sqlite } from '../sqlite/open-sqlite.ts'
import { noteTriggers } from '../tenant/analysis-changes.ts'
import { type Position, writePosition } from './position.ts'
import { type ChangedRows, keyedTables, type Row } from './read-changed.ts'

export function dropTriggers(sqlite: Sqlite): void {
  const triggers = sqlite
    .prepare<[], string>(`SELECT name FROM sqlite_schema WHERE type = 'trigger'`)
    .pluck()
    .all()
  const own: ReadonlySet<string> = new Set(noteTriggers)
  for (const name of triggers) if (!own.has(name)) sqlite.exec(`DROP TRIGGER "${name}"`)
}

/** To be called in a transaction. All of them have the columns of the table. */
export function insertRows(sqlite: Sqlite, table: string, rows: readonly Row[]): void {
  const columns = sqlite.prepare<[string], string>('SELECT name FROM pragma_table_info(?)').pluck().all(table)
  const insert = sqlite.prepare<unknown[]>(
    `INSERT INTO "${table}" (${columns.map((name) => `"${name}"`).join(', ')})
     VALUES (${columns.map(() => '?').join(', ')})`,
  )
  for (const row of rows) insert.run(...columns.map((name) => row[name]))
}

/** To be called in a transaction. */
export function applyChanges(sqlite: Sqlite, { whole, keys, ofKeys }: ChangedRows, position: Position): void {
  for (const [table, rows] of whole) {
    sqlite.exec(`DELETE FROM "${table}"`)
    insertRows(sqlite, table, rows)
  }
  for (const [table, rows] of ofKeys) {
    const remove = sqlite.prepare(`DELETE FROM "${table}" WHERE "${keyedTables[table]}" = ?`)
    for (const one of keys) remove.run(one)
    insertRows(sqlite, table, rows)
  }
  writePosition(sqlite, position)
}

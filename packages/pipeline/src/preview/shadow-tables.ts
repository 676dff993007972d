/**
 * Lets a connection that may not write work on tables of its own: temporary ones in memory, by which SQLite finds the
 * names first. Whatever reads or writes those tables through the connection is none the wiser, and the file stays as it is.
 */
import type { Sqlite } from '@upflow/db'

export interface Shadow {
  readonly table: string
  /** Begins with what the file has, or empty. */
  readonly isFilled: boolean
}

export function shadowTables(sqlite: Sqlite, shadows: readonly Shadow[]): void {
  // Their parents are not in the temporary schema.
  sqlite.pragma('foreign_keys = OFF')
  const read = sqlite.prepare<
    [string],
    { readonly type: string; readonly name: string; readonly sql: string }
  >(
    `SELECT type, name, sql FROM main.sqlite_schema
     WHERE tbl_name = ? AND type IN ('table', 'index') AND sql IS NOT NULL ORDER BY type DESC`,
  )
  for (const { table, isFilled } of shadows) {
    for (const { type, name, sql } of read.all(table))
      if (type === 'table')
        sqlite.exec(sql.replace(/^CREATE TABLE\s+"?\w+"?/i, `CREATE TEMP TABLE "${table}"`))
      else sqlite.exec(sql.replace(/^CREATE (UNIQUE )?INDEX\s+"?\w+"?/i, `CREATE $1INDEX temp."${name}"`))
    if (isFilled) sqlite.exec(`INSERT INTO temp."${table}" SELECT * FROM main."${table}"`)
  }
}

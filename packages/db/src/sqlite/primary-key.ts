/** By which columns the rows of a table are known. */
import type { Sqlite } from './open-sqlite.ts'

/** In the order of the key. */
export const primaryKeyOf = (sqlite: Sqlite, table: string): string[] =>
  sqlite
    .prepare<[string], string>('SELECT name FROM pragma_table_info(?) WHERE pk > 0 ORDER BY pk')
    .pluck()
    .all(table)

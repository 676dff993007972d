/**
 * Inserts many rows with few calls. What a call costs beside the row, crossing into SQLite, looking after the statement
 * and an object that says what changed, is more than what a narrow row costs.
 */
import type { Sqlite } from '../open-sqlite.ts'

export type Value = string | number | null

/** Values of one row after the other, whole rows only. To be called in a transaction, which ends with what it throws. */
export type RowsWriter = (values: readonly Value[]) => void

/** Rows of one call. With more of them a call costs hardly less, and more of what is left over goes one by one. */
const blocks = [8, 1]

/** @param verb `REPLACE` for rows that there may be already; it costs more, also where there are none */
export function createRowsWriter(
  sqlite: Sqlite,
  verb: 'INSERT' | 'REPLACE',
  { table, columns }: { readonly table: string; readonly columns: readonly string[] },
): RowsWriter {
  const row = `(${columns.map(() => '?').join(', ')})`
  // A statement that may fail half way keeps a copy of every page that it touches, to undo what it did: OR FAIL leaves
  // that to the transaction.
  const into = `${verb === 'INSERT' ? 'INSERT OR FAIL' : verb} INTO ${table} (${columns.join(', ')})`
  const statements = blocks.map((rows) => ({
    size: rows * columns.length,
    statement: sqlite.prepare(`${into} VALUES ${Array.from({ length: rows }, () => row).join(', ')}`),
  }))
  return (values) => {
    let from = 0
    // As arguments: of a list, each value is asked for from outside of JavaScript.
    for (const { size, statement } of statements)
      for (; from + size <= values.length; from += size) statement.run(...values.slice(from, from + size))
  }
}

/**
 * Reads many rows as one text: each that is handed over for itself costs more than finding it. For rows of numbers and
 * short texts that are all needed at once.
 */
import type { Sqlite } from './open-sqlite.ts'

/**
 * @param columns SQL, in the order of the tuple
 * @param from all that follows them: `FROM … WHERE …`
 */
export function readTuples<Tuple extends readonly unknown[]>(
  sqlite: Sqlite,
  columns: readonly string[],
  { from, values }: { readonly from: string; readonly values: readonly unknown[] },
): Tuple[] {
  const text = sqlite
    .prepare<unknown[], string>(`SELECT json_group_array(json_array(${columns.join(', ')})) ${from}`)
    .pluck()
    .get(...values)!
  return JSON.parse(text) as Tuple[]
}

/**
 * Reads many rows as one flat list, by one text: what is handed over row by row costs more than finding it, and a list of
 * lists twice a list of values.
 */
import type { Sqlite } from '@upflow/db'

/**
 * The values of one row after the other, first its numbers, then its texts.
 * @param columns SQL; numbers may be null, texts not
 * @param from all that follows them: `FROM … WHERE …`
 */
export function readValues(
  sqlite: Sqlite,
  { numbers, texts }: { readonly numbers: readonly string[]; readonly texts: readonly string[] },
  { from, values }: { readonly from: string; readonly values: readonly unknown[] },
): (number | string | null)[] {
  const columns = [
    ...numbers.map((one) => `coalesce(${one}, 'null')`),
    ...texts.map((one) => `json_quote(${one})`),
  ]
  const text = sqlite
    .prepare<unknown[], string>(
      `SELECT '[' || coalesce(group_concat(${columns.join(` || ',' || `)}), '') || ']' ${from}`,
    )
    .pluck()
    .get(...values)!
  return JSON.parse(text) as (number | string | null)[]
}

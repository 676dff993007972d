/** A list that is what a number was counted of: counted whole, and read page by page, the latest first. */
import type { Sqlite } from '@upflow/db'
import { parsePlace, toPlace } from './page-cursor.ts'

/** Which page of a list. */
export interface PageRequest {
  readonly limit: number
  /** The `next` of the page before. */
  readonly after?: string | null
  /** Whether all of it is counted: whoever reads page after page would have it counted as often. Default: it is. */
  readonly isCounted?: boolean
}

export interface Page<Row> {
  /** Of all pages; of this one alone where it was asked for without. */
  readonly count: number
  readonly rows: readonly Row[]
  /** Null after the last page. */
  readonly next: string | null
}

export interface ListQuery {
  /** Its name, by which its places are known. */
  readonly list: string
  /** SQL of what is shown of a row, with names. */
  readonly columns: string
  /** `FROM … WHERE …` */
  readonly from: string
  readonly values: readonly unknown[]
  /** SQL of the whole numbers that it is sorted by, together of one row alone. */
  readonly place: readonly string[]
}

/** To be called in a transaction, so that count and page are of one moment. @throws InsightsError `insights/bad-cursor` */
export function readPage<Row extends object>(
  sqlite: Sqlite,
  { list, columns, from, values, place }: ListQuery,
  { limit, after = null, isCounted = true }: PageRequest,
): Page<Row> {
  const bound = after === null ? [] : parsePlace(after, list, place.length)
  const found = sqlite
    .prepare<unknown[], Row & { readonly place: string }>(
      `SELECT ${columns}, json_array(${place.join(', ')}) AS place ${from}
       ${after === null ? '' : `AND (${place.join(', ')}) < (${place.map(() => '?').join(', ')})`}
       ORDER BY ${place.map((one) => `${one} DESC`).join(', ')} LIMIT ?`,
    )
    .all(...values, ...bound, limit + 1)
  const rows = found.slice(0, limit)
  const last = rows.at(-1)
  const isWhole = after === null && found.length <= limit
  const count = () =>
    sqlite
      .prepare<unknown[], number>(`SELECT count(*) ${from}`)
      .pluck()
      .get(...values)!
  return {
    count: isCounted && !isWhole ? count() : rows.length,
    rows: rows.map(({ place: _, ...row }) => row as unknown as Row),
    next: found.length > limit && last ? toPlace(list, JSON.parse(last.place) as number[]) : null,
  }
}

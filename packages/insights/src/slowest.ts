/**
 * The pull requests of a report that took longest, from the first commit to the merge: chosen among the figures that it
 * read anyway, and looked up by the index that those came from. A list sorted by the total would read every row.
 */
import { mergedText, type Sqlite } from '@upflow/db'
import { andAll, type Conditions } from './conditions.ts'
import type { Clock } from './filter.ts'
import type { Selected } from './group-figures.ts'
import { flags, type Profile } from './merged-columns.ts'

const most = 5

export interface Slow {
  /** `owner/name` */
  readonly repository: string
  readonly number: number
  readonly title: string
  readonly totalSeconds: number
}

/** At most five, the longest first; of equals the last merged. Those without a total took no time that is known. */
export function slowestOf(
  sqlite: Sqlite,
  { columns, indices }: Selected,
  {
    clock,
    names,
    only,
  }: {
    readonly clock: Clock
    readonly names: ReadonlyMap<number, string>
    /** What else chose them. */
    readonly only: Conditions
  },
): Slow[] {
  const { mergedAt, ordinal, profile, seconds } = columns
  const { ordinal: ofRepository } = mergedText('a')
  const total = clock === 'wall' ? 'a.total_seconds' : 'a.total_working_seconds'
  const find = sqlite.prepare<(number | string | null)[], Pick<Slow, 'number' | 'title'>>(
    `SELECT a.number, a.title FROM analyzed_pull_requests AS a INDEXED BY analyzed_pull_requests_merged
     WHERE ${ofRepository} = ? AND a.merged_at = ? AND ${total} = ?
       AND a.author_login = ? AND a.kind = ? AND coalesce(a.size_class, '') = ?
       AND (? IS NULL OR (SELECT base_ref_name FROM raw_pull_requests WHERE key = a.pull_request_key) = ?)
       ${andAll(only)}
     ORDER BY a.number DESC`,
  )
  const found = new Map<string, Pick<Slow, 'number' | 'title'>[]>()
  return longestOf(columns, indices).flatMap((index) => {
    const { author, kind, size, base } = profile[index]!
    const totalSeconds = seconds.total[index]!
    const asked = [ordinal[index]!, mergedAt[index]!, totalSeconds, author, kind, size, base, base]
    const key = JSON.stringify(asked)
    // Two that are the same in all of this are two rows: each is given once.
    const rows = found.get(key) ?? find.all(...asked, ...only.values)
    found.set(key, rows)
    const row = rows.shift()
    return row === undefined ? [] : [{ ...row, repository: names.get(ordinal[index]!)!, totalSeconds }]
  })
}

function longestOf(
  { flags: ofEach, mergedAt, ordinal, profile, seconds: { total } }: Selected['columns'],
  indices: readonly number[],
): number[] {
  const longest: number[] = []
  // Where all of it is the same, `find` says which comes first; where a row stands in the columns says nothing.
  const named = ({ author, kind, size }: Profile) => `${author}\n${kind}\n${size}`
  const isBefore = (a: number, b: number): boolean => {
    if (total[a] !== total[b]) return total[a]! > total[b]!
    if (mergedAt[a] !== mergedAt[b]) return mergedAt[a]! > mergedAt[b]!
    if (ordinal[a] !== ordinal[b]) return ordinal[a]! < ordinal[b]!
    return named(profile[a]!) < named(profile[b]!)
  }
  for (const index of indices) {
    if (Number.isNaN(total[index]) || (ofEach[index]! & flags.incomplete) !== 0) continue
    if (longest.length === most && !isBefore(index, longest[most - 1]!)) continue
    let place = longest.length
    while (place > 0 && isBefore(index, longest[place - 1]!)) place--
    longest.splice(place, 0, index)
    longest.length = Math.min(longest.length, most)
  }
  return longest
}

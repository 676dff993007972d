/**
 * Reads what was merged in a period from the index that holds its figures as text: a row that crosses from SQLite takes
 * a microsecond, a digit a few nanoseconds. In the calling thread.
 */
import { mergedDurations, mergedText, nameSeparator, type Sqlite } from '@upflow/db'
import type { Instant } from '@upflow/model'
import { type Clock, clocks } from './filter.ts'

export const metrics = mergedDurations
export type Metric = (typeof metrics)[number]

/** What a pull request shares with many: one object for all that have the same. */
export interface Profile {
  readonly author: string
  readonly kind: string
  /** Empty where it is not known. */
  readonly size: string
  /** Null when it was not asked for. */
  readonly base: string | null
}

/** The pull requests side by side: what stands at one index of each is of one of them. */
export interface MergedColumns {
  readonly count: number
  readonly mergedAt: Float64Array
  /** Of their repositories. */
  readonly ordinal: Float64Array
  /** Sums of `flags`. */
  readonly flags: Float64Array
  readonly profile: readonly Profile[]
  /** Seconds; not a number where there are none. */
  readonly seconds: Readonly<Record<Metric, Float64Array>>
}

/** As the index has them. */
export const flags = {
  unreviewed: 1,
  /** Its whole history was not read. */
  incomplete: 2,
  released: 4,
} as const

export interface MergedOptions {
  readonly since: Instant | null
  readonly until: Instant | null
  readonly clock: Clock
  /** Reads a second table. */
  readonly withBase: boolean
}

export function readMerged(sqlite: Sqlite, { since, until, clock, withBase }: MergedOptions): MergedColumns {
  const { names, figures } = mergedText('a')
  const [count, profiles, mergedAt, ordinal, text] = sqlite
    .prepare<[number, number], [number, string | null, ...(Uint8Array | null)[]]>(
      `SELECT count(*), group_concat(${withBase ? `${names} || char(31) || r.base_ref_name` : names}, char(30)),
         CAST(group_concat(a.merged_at) AS BLOB), CAST(group_concat(a.pull_request_key >> 32) AS BLOB),
         CAST(group_concat(${figures}) AS BLOB)
       FROM analyzed_pull_requests AS a
       ${withBase ? 'JOIN raw_pull_requests AS r ON r.key = a.pull_request_key' : ''}
       WHERE a.merged_at IS NOT NULL AND a.merged_at >= ? AND a.merged_at < ?`,
    )
    .raw()
    .get(since ?? Number.NEGATIVE_INFINITY, until ?? Number.POSITIVE_INFINITY)!
  const columnOf = () => new Float64Array(count).fill(Number.NaN)
  const seconds = Object.fromEntries(metrics.map((metric) => [metric, columnOf()])) as Record<
    Metric,
    Float64Array
  >
  const columns = { mergedAt: columnOf(), ordinal: columnOf(), flags: columnOf() }
  const unwanted = metrics.map(() => null)
  parseDigits(mergedAt ?? null, [columns.mergedAt])
  parseDigits(ordinal ?? null, [columns.ordinal])
  parseDigits(text ?? null, [
    columns.flags,
    ...clocks.flatMap((one) => (one === clock ? metrics.map((metric) => seconds[metric]) : unwanted)),
  ])
  return { count, ...columns, profile: profiles === null ? [] : parseProfiles(profiles), seconds }
}

function parseProfiles(text: string): Profile[] {
  const known = new Map<string, Profile>()
  return text.split('\x1e').map((one) => {
    let profile = known.get(one)
    if (!profile) {
      const [author, kind, size, base = null] = one.split(nameSeparator) as [string, string, string]
      profile = { author, kind, size, base }
      known.set(one, profile)
    }
    return profile
  })
}

const [comma, minus, zero] = [44, 45, 48]

/**
 * Reads whole numbers with commas between them, nothing where there is none, into columns in turn; null for one that
 * is passed over.
 */
function parseDigits(text: Uint8Array | null, columns: readonly (Float64Array | null)[]): void {
  if (text === null) return
  let [row, column, value, sign] = [0, 0, 0, 1]
  let isEmpty = true
  let into = columns[0]
  for (let index = 0; index <= text.length; index++) {
    const byte = index < text.length ? text[index]! : comma
    if (byte === comma) {
      if (!isEmpty && into) into[row] = sign * value
      if (++column === columns.length) {
        column = 0
        row++
      }
      into = columns[column]
      value = 0
      sign = 1
      isEmpty = true
    } else if (byte === minus) sign = -1
    else {
      value = value * 10 + (byte - zero)
      isEmpty = false
    }
  }
}

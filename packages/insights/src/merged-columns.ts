/**
 * Reads what was merged in a period, each column as one text: a row that crosses from SQLite takes a microsecond, a
 * digit a few nanoseconds. In the calling thread.
 */
import type { Sqlite } from '@upflow/db'
import type { Instant } from '@upflow/model'
import type { Clock } from './filter.ts'

export const metrics = ['coding', 'pickup', 'unanswered', 'review', 'deploy', 'total', 'lead_time'] as const
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
  const suffix = clock === 'wall' ? '_seconds' : '_working_seconds'
  const numbers = [
    'a.merged_at',
    'a.pull_request_key >> 32',
    `(a.unreviewed IS 1) * ${flags.unreviewed} + (a.incomplete IS NOT NULL) * ${flags.incomplete}
      + (a.released_at IS NOT NULL) * ${flags.released}`,
    ...metrics.map((metric) => `coalesce(a.${metric}${suffix}, '')`),
  ]
  const names = [
    'a.author_login',
    'a.kind',
    `coalesce(a.size_class, '')`,
    ...(withBase ? ['r.base_ref_name'] : []),
  ]
  const row = sqlite
    .prepare<[number, number], [number, string | null, ...(Uint8Array | null)[]]>(
      `SELECT count(*), group_concat(${names.join(` || char(${unit}) || `)}, char(${record})),
         ${numbers.map((sql) => `CAST(group_concat(${sql}) AS BLOB)`).join(', ')}
       FROM analyzed_pull_requests AS a ${
         // All history is read in the order of the table: by the index it would be read in another.
         since === null ? 'NOT INDEXED' : ''
       }
       ${withBase ? 'JOIN raw_pull_requests AS r ON r.key = a.pull_request_key' : ''}
       WHERE a.merged_at IS NOT NULL AND a.merged_at >= ? AND a.merged_at < ?`,
    )
    .raw()
    .get(since ?? Number.NEGATIVE_INFINITY, until ?? Number.POSITIVE_INFINITY)!
  const [count, profiles, ...digits] = row
  const numbersAt = (index: number) => parseDigits(digits[index] ?? null, count)
  return {
    count,
    mergedAt: numbersAt(0),
    ordinal: numbersAt(1),
    flags: numbersAt(2),
    profile: profiles === null ? [] : parseProfiles(profiles),
    seconds: Object.fromEntries(metrics.map((metric, index) => [metric, numbersAt(3 + index)])) as Record<
      Metric,
      Float64Array
    >,
  }
}

// Separators that no login, kind or branch has.
const [unit, record] = [31, 30]

function parseProfiles(text: string): Profile[] {
  const known = new Map<string, Profile>()
  return text.split(String.fromCharCode(record)).map((one) => {
    let profile = known.get(one)
    if (!profile) {
      const [author, kind, size, base = null] = one.split(String.fromCharCode(unit)) as [
        string,
        string,
        string,
      ]
      profile = { author, kind, size, base }
      known.set(one, profile)
    }
    return profile
  })
}

const [comma, minus, zero] = [44, 45, 48]

/** Whole numbers with commas between them, nothing where there is none. */
function parseDigits(text: Uint8Array | null, count: number): Float64Array {
  const numbers = new Float64Array(count).fill(Number.NaN)
  if (text === null) return numbers
  let at = 0
  let value = 0
  let sign = 1
  let isEmpty = true
  const end = () => {
    if (!isEmpty) numbers[at] = sign * value
    at++
    value = 0
    sign = 1
    isEmpty = true
  }
  for (let index = 0; index < text.length; index++) {
    const byte = text[index]!
    if (byte === comma) end()
    else if (byte === minus) sign = -1
    else {
      value = value * 10 + (byte - zero)
      isEmpty = false
    }
  }
  end()
  return numbers
}

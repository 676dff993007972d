/**
 * Reads what was merged in a period, each column as one text: a row that crosses from SQLite takes a microsecond, a
 * digit a few nanoseconds. In the calling thread.
 */
import type { Sqlite } from '@upflow/db'
import type { Instant } from '@upflow/model'
import type { Clock } from './filter.ts'

export const metrics = ['coding', 'pickup', 'unanswered', 'review', 'deploy', 'total', 'lead_time'] as const
export type Metric = (typeof metrics)[number]

/** The pull requests side by side: what stands at one index of each is of one of them. */
export interface MergedColumns {
  readonly count: number
  readonly mergedAt: Float64Array
  readonly isUnreviewed: Float64Array
  /** 1 where its whole history was not read. */
  readonly isIncomplete: Float64Array
  readonly isReleased: Float64Array
  readonly repositoryId: readonly string[]
  readonly author: readonly string[]
  readonly kind: readonly string[]
  /** Empty where it is not known. */
  readonly size: readonly string[]
  readonly base: readonly string[] | null
  /** Seconds; not a number where there are none. */
  readonly seconds: Readonly<Record<Metric, Float64Array>>
}

export interface MergedOptions {
  readonly since: Instant | null
  readonly until: Instant | null
  readonly clock: Clock
  /** Reads a second table. */
  readonly withBase: boolean
}

export function readMerged(sqlite: Sqlite, { since, until, clock, withBase }: MergedOptions): MergedColumns {
  const digits = (sql: string) => `CAST(group_concat(coalesce(${sql}, '')) AS BLOB)`
  // Neither a login nor an id nor a branch has a line break.
  const texts = (sql: string) => `group_concat(coalesce(${sql}, ''), char(10))`
  const suffix = clock === 'wall' ? '_seconds' : '_working_seconds'
  const numbers = [
    'a.merged_at',
    'a.unreviewed',
    'a.incomplete IS NOT NULL',
    'a.released_at IS NOT NULL',
    ...metrics.map((metric) => `a.${metric}${suffix}`),
  ]
  const names = [
    'a.repository_id',
    'a.author_login',
    'a.kind',
    'a.size_class',
    ...(withBase ? ['r.base_ref_name'] : []),
  ]
  const row = sqlite
    .prepare<[number, number], (number | string | Uint8Array | null)[]>(
      `SELECT count(*), ${[...numbers.map(digits), ...names.map(texts)].join(', ')} FROM analyzed_pull_requests AS a
       ${withBase ? 'JOIN raw_pull_requests AS r ON r.key = a.pull_request_key' : ''}
       WHERE a.merged_at IS NOT NULL AND a.merged_at >= ? AND a.merged_at < ?`,
    )
    .raw()
    .get(since ?? Number.NEGATIVE_INFINITY, until ?? Number.POSITIVE_INFINITY) as (
    | number
    | string
    | Uint8Array
    | null
  )[]
  const count = row[0] as number
  const numbersAt = (index: number) => parseDigits(row[index + 1] as Uint8Array | null, count)
  const textsAt = (index: number) =>
    count === 0 ? [] : (row[numbers.length + 1 + index] as string).split('\n')
  return {
    count,
    mergedAt: numbersAt(0),
    isUnreviewed: numbersAt(1),
    isIncomplete: numbersAt(2),
    isReleased: numbersAt(3),
    repositoryId: textsAt(0),
    author: textsAt(1),
    kind: textsAt(2),
    size: textsAt(3),
    base: withBase ? textsAt(4) : null,
    seconds: Object.fromEntries(metrics.map((metric, index) => [metric, numbersAt(4 + index)])) as Record<
      Metric,
      Float64Array
    >,
  }
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

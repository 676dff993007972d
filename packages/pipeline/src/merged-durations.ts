/**
 * Reads the durations of a repository's merged pull requests, each metric as one text of digits: a row that crosses
 * from SQLite takes a microsecond, a digit a few nanoseconds. One search in a covering index, in the calling thread.
 */
import type { Sqlite } from '@upflow/db'
import type { Instant, RepositoryId } from '@upflow/model'

export const reportMetrics = [
  'coding',
  'pickup',
  'unanswered',
  'review',
  'deploy',
  'total',
  'leadTime',
] as const
export type ReportMetric = (typeof reportMetrics)[number]

/** From `since` up to but not including `until`; null for no bound. */
export interface Period {
  readonly since: Instant | null
  readonly until: Instant | null
}

export interface MergedDurations {
  /** Of kind `work`, and their whole history was read: only they are in the figures. */
  readonly merged: number
  /** Merged in the period too, but not read whole. */
  readonly incomplete: number
  /** Merged in the period too, but of another kind: how many of which. */
  readonly ofOtherKinds: Readonly<Record<string, number>>
  /** Of the merged, those without a response. */
  readonly unreviewed: number
  readonly firstMergedAt: Instant | null
  readonly lastMergedAt: Instant | null
  /** Seconds, sorted, of the pull requests that have the metric. */
  readonly seconds: Readonly<Record<ReportMetric, Float64Array>>
}

type Row = Omit<MergedDurations, 'seconds' | 'ofOtherKinds'> &
  Readonly<Record<ReportMetric, Uint8Array | null>>

const columnOf = (metric: ReportMetric) => (metric === 'leadTime' ? 'lead_time_seconds' : `${metric}_seconds`)

export function createDurationsReader(
  sqlite: Sqlite,
  { since, until }: Period,
): (repositoryId: RepositoryId) => MergedDurations {
  const whole = `FILTER (WHERE incomplete IS NULL AND kind = 'work')`
  const within = 'repository_id = ? AND merged_at IS NOT NULL AND merged_at >= ? AND merged_at < ?'
  const columns = reportMetrics.map(
    (metric) => `CAST(group_concat(${columnOf(metric)}) ${whole} AS BLOB) AS ${metric}`,
  )
  const select = sqlite.prepare<[RepositoryId, number, number], Row>(
    `SELECT count(*) ${whole} AS merged, count(incomplete) FILTER (WHERE kind = 'work') AS incomplete,
       coalesce(sum(unreviewed) ${whole}, 0) AS unreviewed, min(merged_at) AS firstMergedAt, max(merged_at) AS lastMergedAt, ${columns.join(', ')}
     FROM analyzed_pull_requests WHERE ${within}`,
  )
  const others = sqlite
    .prepare<[RepositoryId, number, number], [string, number]>(
      `SELECT kind, count(*) FROM analyzed_pull_requests WHERE ${within} AND kind <> 'work' GROUP BY kind ORDER BY kind`,
    )
    .raw()
  return (repositoryId) => {
    const chosen = [
      repositoryId,
      since ?? Number.NEGATIVE_INFINITY,
      until ?? Number.POSITIVE_INFINITY,
    ] as const
    const row = select.get(...chosen)!
    const { merged, incomplete, unreviewed, firstMergedAt, lastMergedAt } = row
    const sorted = (metric: ReportMetric) => parseDigits(row[metric], merged).sort()
    return {
      merged,
      incomplete,
      ofOtherKinds: Object.fromEntries(others.all(...chosen)),
      unreviewed,
      firstMergedAt,
      lastMergedAt,
      seconds: {
        coding: sorted('coding'),
        pickup: sorted('pickup'),
        unanswered: sorted('unanswered'),
        review: sorted('review'),
        deploy: sorted('deploy'),
        total: sorted('total'),
        leadTime: sorted('leadTime'),
      },
    }
  }
}

const [comma, minus, zero] = [44, 45, 48]

/** Whole numbers with commas between them, as SQLite writes an integer column. */
function parseDigits(text: Uint8Array | null, most: number): Float64Array {
  if (text === null) return new Float64Array(0)
  const numbers = new Float64Array(most)
  let count = 0
  let value = 0
  let sign = 1
  for (let at = 0; at < text.length; at++) {
    const byte = text[at]!
    if (byte === comma) {
      numbers[count++] = sign * value
      value = 0
      sign = 1
    } else if (byte === minus) sign = -1
    else value = value * 10 + (byte - zero)
  }
  numbers[count++] = sign * value
  return numbers.subarray(0, count)
}

/**
 * Where the time went over the pull requests merged in a period: the share that each stage has in the time of all of
 * them, which adds up, and medians and 90th percentiles beside it, which do not.
 */
import { type Tenant, withBusyRetry } from '@upflow/db'
import type { Instant } from '@upflow/model'
import {
  createDurationsReader,
  type MergedDurations,
  type Period,
  type ReportMetric,
  reportMetrics,
} from './merged-durations.ts'
import { percentile, percentileOfRuns } from './percentile.ts'
import { readReleaseFacts } from './recalculate/release-facts.ts'
import { fullName, listRepositories } from './repositories.ts'

/** Of one metric over the pull requests that have it. Seconds; null when none has. */
export interface Distribution {
  readonly count: number
  readonly sumSeconds: number
  readonly medianSeconds: number | null
  /** Null of fewer than five, too. */
  readonly p90Seconds: number | null
}

/** The parts of the lead time. */
export const stages = ['coding', 'pickup', 'unanswered', 'review', 'deploy'] as const
export type Stage = (typeof stages)[number]

export interface ReportRow extends Readonly<Record<ReportMetric, Distribution>> {
  /** `owner/name`; null for all repositories together. */
  readonly repository: string | null
  /** Of kind `work`, and their whole history was read: only they are in the figures. */
  readonly merged: number
  /** Merged in the period too, but of another kind: how many of which. */
  readonly ofOtherKinds: Readonly<Record<string, number>>
  /** Merged in the period too, but not read whole. */
  readonly incomplete: number
  /** Known to be there and not stored at all: whether they belong to the period is not known. */
  readonly unread: number
  /** Of the merged, those without a response. */
  readonly unreviewed: number
  /** Of the time of all of them together: adds up to 1, or is 0 everywhere when there is none. */
  readonly share: Readonly<Record<Stage, number>>
  /** When GitHub was last read to the end; of all repositories, the earliest. Null before the first time. */
  readonly asOf: Instant | null
  /** Why nothing is released, in a sentence without its full stop; of one repository only. */
  readonly releaseProblem: string | null
}

export interface Report extends Period {
  readonly organizationId: string
  /** When the first and the last of them were merged. */
  readonly firstMergedAt: Instant | null
  readonly lastMergedAt: Instant | null
  readonly rows: readonly ReportRow[]
}

export async function readReport(tenant: Tenant, { since, until }: Period): Promise<Report> {
  const repositories = await listRepositories(tenant)
  const read = await withBusyRetry(() => createDurationsReader(tenant.sqlite, { since, until }), tenant.retry)
  // One transaction: all rows are of the same moment.
  const unreadOf = await withBusyRetry(
    () =>
      tenant.sqlite
        .prepare<[string], number>(
          `SELECT count(*) FROM retry_queue AS q WHERE repository_id = ? AND NOT EXISTS
             (SELECT 1 FROM raw_pull_requests AS r WHERE r.repository_id = q.repository_id AND r.number = q.number)`,
        )
        .pluck(),
    tenant.retry,
  )
  const asOf = await withBusyRetry(
    () =>
      tenant.sqlite
        .prepare<[string], number | null>(
          `SELECT max(completed_at) FROM sync_state WHERE repository_id = ? AND phase IN ('backfill', 'crawl')`,
        )
        .pluck(),
    tenant.retry,
  )
  const readAll = tenant.sqlite.transaction(() =>
    repositories.map(({ id, releaseRule }) => {
      const durations = read(id)
      const isReleased =
        durations.merged === 0 || releaseRule.kind === 'none' || durations.seconds.deploy.length > 0
      return {
        ...durations,
        unread: unreadOf.get(id)!,
        asOf: asOf.get(id)!,
        facts: isReleased ? null : readReleaseFacts(tenant, id, releaseRule),
      }
    }),
  )
  const all = await withBusyRetry(() => readAll(), tenant.retry)
  const parts = await Promise.all(
    all.map(async ({ facts, ...part }, index): Promise<Part> => {
      if (!facts) return { ...part, releaseProblem: null }
      // Loaded when there is something to say.
      const { ruleProblem } = await import('@upflow/analyzer')
      return { ...part, releaseProblem: ruleProblem(repositories[index]!.releaseRule, facts) }
    }),
  )
  const rows = repositories.map((repository, index) => toRow(fullName(repository), [parts[index]!]))
  const firsts = parts.map(({ firstMergedAt }) => firstMergedAt).filter((instant) => instant !== null)
  const lasts = parts.map(({ lastMergedAt }) => lastMergedAt).filter((instant) => instant !== null)
  return {
    organizationId: tenant.organizationId,
    since,
    until,
    firstMergedAt: firsts.length === 0 ? null : Math.min(...firsts),
    lastMergedAt: lasts.length === 0 ? null : Math.max(...lasts),
    rows: rows.length === 1 ? rows : [...rows, toRow(null, parts)],
  }
}

interface Part extends MergedDurations, Pick<ReportRow, 'unread' | 'asOf' | 'releaseProblem'> {}

/** Of one repository, or of all together. */
function toRow(repository: string | null, parts: readonly Part[]): ReportRow {
  const of = (metric: ReportMetric) => distribution(parts.map(({ seconds }) => seconds[metric]))
  const metrics = Object.fromEntries(reportMetrics.map((metric) => [metric, of(metric)])) as Record<
    ReportMetric,
    Distribution
  >
  const spent = sum(stages.map((stage) => metrics[stage].sumSeconds))
  const share = Object.fromEntries(
    stages.map((stage) => [stage, spent === 0 ? 0 : metrics[stage].sumSeconds / spent]),
  ) as Record<Stage, number>
  const asOfs = parts.map(({ asOf }) => asOf)
  return {
    repository,
    merged: sum(parts.map(({ merged }) => merged)),
    incomplete: sum(parts.map(({ incomplete }) => incomplete)),
    unread: sum(parts.map(({ unread }) => unread)),
    unreviewed: sum(parts.map(({ unreviewed }) => unreviewed)),
    ofOtherKinds: sumByName(parts.map(({ ofOtherKinds }) => ofOtherKinds)),
    share,
    asOf: asOfs.includes(null) || asOfs.length === 0 ? null : Math.min(...(asOfs as number[])),
    releaseProblem: parts.length === 1 ? parts[0]!.releaseProblem : null,
    ...metrics,
  }
}

function distribution(runs: readonly Float64Array[]): Distribution {
  const at = (fraction: number) =>
    runs.length === 1 ? percentile(runs[0]!, fraction) : percentileOfRuns(runs, fraction)
  const count = sum(runs.map(({ length }) => length))
  return {
    count,
    sumSeconds: sum(runs.map((run) => run.reduce((total, seconds) => total + seconds, 0))),
    medianSeconds: at(0.5),
    p90Seconds: count < 5 ? null : at(0.9),
  }
}

function sumByName(all: readonly Readonly<Record<string, number>>[]): Record<string, number> {
  const sums: Record<string, number> = {}
  for (const one of all)
    for (const [name, count] of Object.entries(one)) sums[name] = (sums[name] ?? 0) + count
  return sums
}

const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0)

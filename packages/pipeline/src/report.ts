/** Where the time went: medians and 90th percentiles over the pull requests merged in a period. */
import { type Tenant, withBusyRetry } from '@upflow/db'
import type { Instant } from '@upflow/model'
import {
  createDurationsReader,
  type MergedDurations,
  type Period,
  type ReportMetric,
} from './merged-durations.ts'
import { percentile, percentileOfRuns } from './percentile.ts'
import { fullName, listRepositories } from './repositories.ts'

/** Of one metric over the pull requests that have it. Seconds; null when none has. */
export interface Distribution {
  readonly count: number
  readonly medianSeconds: number | null
  readonly p90Seconds: number | null
}

export interface ReportRow extends Readonly<Record<ReportMetric, Distribution>> {
  /** `owner/name`; null for all repositories together. */
  readonly repository: string | null
  /** Those of which the whole history was read: only they are in the figures. */
  readonly merged: number
  /** Merged in the period too, but not read whole. */
  readonly incomplete: number
  /** Known to be there and not stored at all: whether they belong to the period is not known. */
  readonly unread: number
  /** Of the merged, those without a response. */
  readonly unreviewed: number
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
  const readAll = tenant.sqlite.transaction(() =>
    repositories.map(({ id }): Part => ({ ...read(id), unread: unreadOf.get(id)! })),
  )
  const parts = await withBusyRetry(() => readAll(), tenant.retry)
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

interface Part extends MergedDurations {
  readonly unread: number
}

/** Of one repository, or of all together. */
function toRow(repository: string | null, parts: readonly Part[]): ReportRow {
  const of = (metric: ReportMetric) => distribution(parts.map(({ seconds }) => seconds[metric]))
  return {
    repository,
    merged: sum(parts.map(({ merged }) => merged)),
    incomplete: sum(parts.map(({ incomplete }) => incomplete)),
    unread: sum(parts.map(({ unread }) => unread)),
    unreviewed: sum(parts.map(({ unreviewed }) => unreviewed)),
    coding: of('coding'),
    pickup: of('pickup'),
    review: of('review'),
    deploy: of('deploy'),
    total: of('total'),
  }
}

function distribution(runs: readonly Float64Array[]): Distribution {
  const at = (fraction: number) =>
    runs.length === 1 ? percentile(runs[0]!, fraction) : percentileOfRuns(runs, fraction)
  return { count: sum(runs.map(({ length }) => length)), medianSeconds: at(0.5), p90Seconds: at(0.9) }
}

const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0)

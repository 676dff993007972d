/** Where the time went: medians and 90th percentiles over the pull requests merged in a period. */
import type { AnalyzedRow, Tenant } from '@upflow/db'
import type { Instant } from '@upflow/model'
import { fullName, listRepositories } from './repositories.ts'

export const reportMetrics = ['coding', 'pickup', 'review', 'deploy', 'total'] as const
export type ReportMetric = (typeof reportMetrics)[number]

/** Of one metric over the pull requests that have it. Seconds; null when none has. */
export interface Distribution {
  readonly count: number
  readonly medianSeconds: number | null
  readonly p90Seconds: number | null
}

export interface ReportRow extends Readonly<Record<ReportMetric, Distribution>> {
  /** `owner/name`; null for all repositories together. */
  readonly repository: string | null
  readonly merged: number
  /** Of the merged, those without a response. */
  readonly unreviewed: number
}

export interface Report {
  readonly organizationId: string
  readonly since: Instant | null
  readonly until: Instant | null
  /** When the first and the last of them were merged. */
  readonly firstMergedAt: Instant | null
  readonly lastMergedAt: Instant | null
  readonly rows: readonly ReportRow[]
}

type Merged = Pick<AnalyzedRow, 'repository_id' | 'merged_at' | 'unreviewed' | `${ReportMetric}_seconds`>

/** @param period from `since` up to but not including `until` */
export async function readReport(
  tenant: Tenant,
  { since, until }: { readonly since: Instant | null; readonly until: Instant | null },
): Promise<Report> {
  const repositories = await listRepositories(tenant)
  let query = tenant.db
    .selectFrom('analyzed_pull_requests')
    .select([
      'repository_id',
      'merged_at',
      'unreviewed',
      'coding_seconds',
      'pickup_seconds',
      'review_seconds',
      'deploy_seconds',
      'total_seconds',
    ])
    .where('merged_at', 'is not', null)
  if (since !== null) query = query.where('merged_at', '>=', since)
  if (until !== null) query = query.where('merged_at', '<', until)
  const merged: Merged[] = await query.execute()
  const instants = merged.map(({ merged_at }) => merged_at!)
  const rows = repositories.map((repository) =>
    toRow(
      fullName(repository),
      merged.filter(({ repository_id }) => repository_id === repository.id),
    ),
  )
  return {
    organizationId: tenant.organizationId,
    since,
    until,
    firstMergedAt: extreme(instants, (a, b) => a < b),
    lastMergedAt: extreme(instants, (a, b) => a > b),
    rows: rows.length === 1 ? rows : [...rows, toRow(null, merged)],
  }
}

function toRow(repository: string | null, merged: readonly Merged[]): ReportRow {
  const of = (metric: ReportMetric) => distribution(merged.map((one) => one[`${metric}_seconds`]))
  return {
    repository,
    merged: merged.length,
    unreviewed: merged.filter(({ unreviewed }) => unreviewed === 1).length,
    coding: of('coding'),
    pickup: of('pickup'),
    review: of('review'),
    deploy: of('deploy'),
    total: of('total'),
  }
}

function distribution(values: readonly (number | null)[]): Distribution {
  const sorted = values.filter((value) => value !== null).sort((a, b) => a - b)
  return { count: sorted.length, medianSeconds: percentile(sorted, 0.5), p90Seconds: percentile(sorted, 0.9) }
}

/** Between the two nearest ranks, as spreadsheets and NumPy do by default; whole seconds. */
export function percentile(sorted: readonly number[], fraction: number): number | null {
  if (sorted.length === 0) return null
  const position = (sorted.length - 1) * fraction
  const low = Math.floor(position)
  const below = sorted[low]!
  return Math.round(below + ((sorted[low + 1] ?? below) - below) * (position - low))
}

const extreme = (values: readonly number[], better: (a: number, b: number) => boolean): number | null =>
  values.reduce<number | null>((best, value) => (best === null || better(value, best) ? value : best), null)

/** How the times of a period lie: how many of what was merged in it took how long. */
import { type Tenant, withBusyRetry } from '@upflow/db'
import { type Bar, barIn, toBars } from './duration-bars.ts'
import { type Clock, everyWork, type Filter } from './filter.ts'
import { type Metric, metrics } from './merged-columns.ts'
import { readFacts } from './organization-facts.ts'
import { conditionsOf } from './pull-request-conditions.ts'

export interface DistributionRequest {
  /** Its period is of the merge. */
  readonly filter?: Partial<Filter>
  readonly clock?: Clock
  readonly metric: Metric
}

export interface MetricDistribution {
  readonly metric: Metric
  readonly clock: Clock
  /** Merged in the period and read whole. */
  readonly merged: number
  /** Of them, those that have the metric: the sum of the bars. */
  readonly n: number
  /** All of the scale. */
  readonly bars: readonly Bar[]
}

/** @throws InsightsError about the filter */
export async function readDistribution(
  tenant: Tenant,
  request: DistributionRequest,
): Promise<MetricDistribution> {
  const read = tenant.sqlite.transaction(() => distribution(tenant, request))
  return withBusyRetry(() => read(), tenant.retry)
}

function distribution(
  tenant: Tenant,
  { filter, clock = 'wall', metric }: DistributionRequest,
): MetricDistribution {
  // A name in SQL: of those that there are.
  const column = `a.${metrics.find((one) => one === metric)}${clock === 'wall' ? '_seconds' : '_working_seconds'}`
  const { clauses, values } = conditionsOf(
    tenant.sqlite,
    { filter: { ...everyWork, ...filter }, facts: readFacts(tenant) },
    { isWhole: true },
  )
  const rows = tenant.sqlite
    .prepare<unknown[], [number | null, number]>(
      `SELECT ${barIn(column)} AS bar, count(*)
       FROM analyzed_pull_requests AS a WHERE a.merged_at IS NOT NULL AND ${clauses.join(' AND ')} GROUP BY bar`,
    )
    .raw()
    .all(...values)
  const counts = new Map(rows)
  const bars = toBars((index) => counts.get(index) ?? 0)
  const n = bars.reduce((sum, { count }) => sum + count, 0)
  return { metric, clock, merged: n + (counts.get(null) ?? 0), n, bars }
}

/** How the times of a period lie: how many of what was merged in it took how long. */
import type { Tenant } from '@upflow/db'
import { type Bar, countBars } from './duration-bars.ts'
import { secondsOf } from './figures.ts'
import { type Clock, everyWork, type Filter } from './filter.ts'
import type { KeptReads } from './kept-reads.ts'
import type { Metric } from './merged-columns.ts'
import { ofOneMoment } from './one-moment.ts'
import { readFacts } from './organization-facts.ts'
import { selectMerged, wantedOf } from './select-merged.ts'

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

/** @param kept what was read before, if anything was. @throws InsightsError about the filter */
export async function readDistribution(
  tenant: Tenant,
  request: DistributionRequest,
  kept: KeptReads | null = null,
): Promise<MetricDistribution> {
  return ofOneMoment(tenant, () => distribution(tenant, request, kept))
}

function distribution(
  tenant: Tenant,
  { filter: wanted, clock = 'wall', metric }: DistributionRequest,
  reads: KeptReads | null,
): MetricDistribution {
  const { sqlite } = tenant
  const choice = { filter: { ...everyWork, ...wanted }, facts: readFacts(tenant) }
  const kept = reads?.at(sqlite) ?? null
  const { columns, indices } = selectMerged(sqlite, wantedOf(sqlite, choice, clock), { ...choice, kept })
  const { merged, seconds } = secondsOf(columns, indices, metric)
  return { metric, clock, merged, n: seconds.length, bars: countBars(seconds) }
}

/** How figures differ from those of the period before. */
import { type Figures, type Stage, stages } from './figures.ts'
import { type Metric, metrics } from './merged-columns.ts'

/** Later less earlier; null where one of the two is. */
export interface Change {
  readonly merged: number
  readonly unreviewed: number
  readonly shares: Readonly<Record<Stage, number | null>>
  readonly metrics: Readonly<
    Record<
      Metric,
      {
        readonly n: number
        readonly medianSeconds: number | null
        readonly p75Seconds: number | null
        readonly p90Seconds: number | null
      }
    >
  >
}

const less = (later: number | null, earlier: number | null) =>
  later === null || earlier === null ? null : later - earlier

export function toChange(now: Figures, before: Figures): Change {
  const change = (metric: Metric) => {
    const [later, earlier] = [now.metrics[metric], before.metrics[metric]]
    return {
      n: later.n - earlier.n,
      medianSeconds: less(later.medianSeconds, earlier.medianSeconds),
      p75Seconds: less(later.p75Seconds, earlier.p75Seconds),
      p90Seconds: less(later.p90Seconds, earlier.p90Seconds),
    }
  }
  const [later, earlier] = [now.shares, before.shares]
  return {
    merged: now.merged - before.merged,
    unreviewed: now.unreviewed - before.unreviewed,
    shares: Object.fromEntries(
      stages.map((stage) => [stage, less(later[stage], earlier[stage])]),
    ) as Change['shares'],
    metrics: Object.fromEntries(metrics.map((metric) => [metric, change(metric)])) as Change['metrics'],
  }
}

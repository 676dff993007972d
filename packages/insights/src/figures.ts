/** Figures of a group of pull requests: where the summed time went, and how long the usual and the slow ones took. */
import { type MergedColumns, type Metric, metrics } from './merged-columns.ts'
import { percentile } from './percentile.ts'

/** Of one metric over those that have it. Seconds. */
export interface Distribution {
  readonly n: number
  readonly medianSeconds: number | null
  readonly p75Seconds: number | null
  /** Null under five: it would be the longest alone. */
  readonly p90Seconds: number | null
}

export const stages = ['coding', 'pickup', 'review', 'deploy'] as const
export type Stage = (typeof stages)[number]

/** Of the summed time of all stages, from 0 to 1; they add up to 1. Null when no time was spent. */
export type Shares = Readonly<Record<Stage, number | null>>

export interface Figures {
  /** Merged, of the kinds that were asked for, and read whole: those that the figures count. */
  readonly merged: number
  /** Of them, those to which nobody said anything. */
  readonly unreviewed: number
  /** Of them, those that are not released. */
  readonly notReleased: number
  /** Merged too, but not read whole: in no figure. */
  readonly incomplete: number
  /** `pickup` is what passed before a response, whether one came or not. */
  readonly shares: Shares
  readonly metrics: Readonly<Record<Metric, Distribution>>
}

const leastForP90 = 5

/** @param indices of the pull requests of the group */
export function toFigures(columns: MergedColumns, indices: readonly number[]): Figures {
  const whole = indices.filter((index) => columns.isIncomplete[index] === 0)
  const sorted = Object.fromEntries(
    metrics.map((metric) => [
      metric,
      Float64Array.from(
        whole.map((index) => columns.seconds[metric][index]!).filter((value) => !Number.isNaN(value)),
      ).sort(),
    ]),
  ) as Record<Metric, Float64Array>
  const spent = (metric: Metric) => sorted[metric].reduce((sum, value) => sum + value, 0)
  const sums: Record<Stage, number> = {
    coding: spent('coding'),
    pickup: spent('pickup') + spent('unanswered'),
    review: spent('review'),
    deploy: spent('deploy'),
  }
  const all = sums.coding + sums.pickup + sums.review + sums.deploy
  const share = (stage: Stage) => (all === 0 ? null : sums[stage] / all)
  const count = (column: Float64Array, value: number) =>
    whole.filter((index) => column[index] === value).length
  return {
    merged: whole.length,
    unreviewed: count(columns.isUnreviewed, 1),
    notReleased: count(columns.isReleased, 0),
    incomplete: indices.length - whole.length,
    shares: {
      coding: share('coding'),
      pickup: share('pickup'),
      review: share('review'),
      deploy: share('deploy'),
    },
    metrics: Object.fromEntries(metrics.map((metric) => [metric, distribution(sorted[metric])])) as Record<
      Metric,
      Distribution
    >,
  }
}

const distribution = (sorted: Float64Array): Distribution => ({
  n: sorted.length,
  medianSeconds: percentile(sorted, 0.5),
  p75Seconds: percentile(sorted, 0.75),
  p90Seconds: sorted.length < leastForP90 ? null : percentile(sorted, 0.9),
})

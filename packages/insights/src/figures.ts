/** Figures of a group of pull requests: where the summed time went, and how long the usual and the slow ones took. */
import { flags, type MergedColumns, type Metric, metrics } from './merged-columns.ts'
import { percentiles } from './percentile.ts'

/** Of one metric over those that have it. Seconds. */
export interface Distribution {
  readonly n: number
  readonly medianSeconds: number | null
  /** Null under four: it would be made of the longest alone. */
  readonly p75Seconds: number | null
  /** Null under five, for the same reason. */
  readonly p90Seconds: number | null
}

/** Of fewer, a median is no firm figure: `isFirm`. */
export const leastForFirm = 5
const leastForP75 = 4
const leastForP90 = 5

/** Whether enough took part for the median to be more than a hint. */
export const isFirm = ({ n }: { readonly n: number }): boolean => n >= leastForFirm

export const stages = ['coding', 'pickup', 'review', 'deploy'] as const
export type Stage = (typeof stages)[number]

/**
 * Of the summed time of all stages, from 0 to 1; they add up to 1. Null when no time was spent, and for a stage that none
 * of them went through: absent, never zero.
 */
export type Shares = Readonly<Record<Stage, number | null>>

export interface Figures {
  /** Merged, of the kinds that were asked for, and read whole: those that the figures count. */
  readonly merged: number
  /** Of them, those to which nobody said anything. */
  readonly unreviewed: number
  /** Of them, those that are not released, where the rule of their repository releases. */
  readonly notReleased: number
  /** Merged too, but not read whole: in no figure. */
  readonly incomplete: number
  /** Summed over all of them; `pickup` is what passed before a response, whether one came or not. */
  readonly spentSeconds: Readonly<Record<Stage, number>>
  readonly shares: Shares
  readonly metrics: Readonly<Record<Metric, Distribution>>
}

/** What of the repositories figures depend on. */
export interface Releasing {
  /** By ordinal: whether the rule releases anything. */
  readonly releases: (ordinal: number) => boolean
}

/** @param indices of the pull requests of the group */
export function toFigures(
  columns: MergedColumns,
  indices: readonly number[],
  { releases }: Releasing,
): Figures {
  const whole = readWhole(columns, indices)
  let [unreviewed, notReleased] = [0, 0]
  for (const index of whole) {
    const set = columns.flags[index]!
    if ((set & flags.unreviewed) !== 0) unreviewed++
    if ((set & flags.released) === 0 && releases(columns.ordinal[index]!)) notReleased++
  }
  const known = {} as Record<Metric, Float64Array>
  const spent = {} as Record<Metric, number>
  for (const metric of metrics) {
    const values = valuesOf(columns.seconds[metric], whole)
    let sum = 0
    for (let at = 0; at < values.length; at++) sum += values[at]!
    spent[metric] = sum
    known[metric] = values
  }
  const spentSeconds = {
    coding: spent.coding,
    pickup: spent.pickup + spent.unanswered,
    review: spent.review,
    deploy: spent.deploy,
  }
  return {
    merged: whole.length,
    unreviewed,
    notReleased,
    incomplete: indices.length - whole.length,
    spentSeconds,
    shares: sharesOf(spentSeconds, known),
    metrics: Object.fromEntries(metrics.map((metric) => [metric, distribution(known[metric])])) as Record<
      Metric,
      Distribution
    >,
  }
}

/** Those of which all was read. */
const readWhole = ({ flags: set }: MergedColumns, indices: readonly number[]) =>
  indices.filter((index) => (set[index]! & flags.incomplete) === 0)

/** One metric alone: how many were merged and read whole, and what there is of it. */
export function secondsOf(
  columns: MergedColumns,
  indices: readonly number[],
  metric: Metric,
): { readonly merged: number; readonly seconds: Float64Array } {
  const whole = readWhole(columns, indices)
  return { merged: whole.length, seconds: valuesOf(columns.seconds[metric], whole) }
}

/** One metric alone: how many were merged and read whole, and how long it took. */
export function toDistribution(columns: MergedColumns, indices: readonly number[], metric: Metric) {
  const { merged, seconds } = secondsOf(columns, indices, metric)
  return { merged, ...distribution(seconds) }
}

/** What there is. */
function valuesOf(seconds: Float64Array, indices: readonly number[]): Float64Array {
  const values = new Float64Array(indices.length)
  let count = 0
  for (const index of indices) {
    const value = seconds[index]!
    if (!Number.isNaN(value)) values[count++] = value
  }
  return values.subarray(0, count)
}

function sharesOf(
  sums: Readonly<Record<Stage, number>>,
  known: Readonly<Record<Metric, Float64Array>>,
): Shares {
  const all = stages.reduce((sum, stage) => sum + sums[stage], 0)
  const share = (stage: Stage) => {
    const n = known[stage].length + (stage === 'pickup' ? known.unanswered.length : 0)
    return all === 0 || n === 0 ? null : sums[stage] / all
  }
  return {
    coding: share('coding'),
    pickup: share('pickup'),
    review: share('review'),
    deploy: share('deploy'),
  }
}

function distribution(seconds: Float64Array): Distribution {
  const n = seconds.length
  const [medianSeconds = null, p75Seconds = null, p90Seconds = null] = percentiles(seconds, [0.5, 0.75, 0.9])
  return {
    n,
    medianSeconds,
    p75Seconds: n < leastForP75 ? null : p75Seconds,
    p90Seconds: n < leastForP90 ? null : p90Seconds,
  }
}

/** The middle of durations, and how long nine in ten took at most: of five and more. */
import { percentile } from './percentile.ts'

export interface Spread {
  readonly n: number
  readonly medianSeconds: number | null
  /** Null under five. */
  readonly p90Seconds: number | null
}

const leastForP90 = 5

/** @param values seconds; null where there is none */
export const toSpread = (values: readonly (number | null)[]): Spread =>
  spreadOf(Float64Array.from(values.filter((value) => value !== null)))

/** @param known seconds; rearranged */
export function spreadOf(known: Float64Array): Spread {
  return {
    n: known.length,
    medianSeconds: percentile(known, 0.5),
    p90Seconds: known.length < leastForP90 ? null : percentile(known, 0.9),
  }
}

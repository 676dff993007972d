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
export function toSpread(values: readonly (number | null)[]): Spread {
  const known = Float64Array.from(values.filter((value) => value !== null))
  return {
    n: known.length,
    medianSeconds: percentile(known, 0.5),
    p90Seconds: known.length < leastForP90 ? null : percentile(known, 0.9),
  }
}

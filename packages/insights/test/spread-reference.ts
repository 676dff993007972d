/** The middle of durations and what nine in ten took at most, of all of them sorted. */
import type { Spread } from '../src/spread.ts'

/** @param values null where there is none */
export function spread(values: readonly (number | null)[]): Spread {
  const sorted = values.filter((value) => value !== null).sort((a, b) => a - b)
  const at = (fraction: number) => {
    const position = (sorted.length - 1) * fraction
    const [below, above = below] = sorted.slice(Math.floor(position))
    return Math.round(below! + (above! - below!) * (position % 1))
  }
  return {
    n: sorted.length,
    medianSeconds: sorted.length === 0 ? null : at(0.5),
    p90Seconds: sorted.length < 5 ? null : at(0.9),
  }
}

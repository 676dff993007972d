/** How durations lie, on a scale that a minute and a year both fit: each bar about twice as long as the one before. */
import type { Answer } from '../api/types.ts'

/** Seconds, from and up to; null for the last. */
export type Bar = Answer<'distribution'>['bars'][number]

/** Bars from the first that has something to the last that has. */
export function histogram(bars: readonly Bar[]): readonly Bar[] {
  const first = bars.findIndex(({ count }) => count > 0)
  const last = bars.findLastIndex(({ count }) => count > 0)
  return first < 0 ? [] : bars.slice(first, last + 1)
}

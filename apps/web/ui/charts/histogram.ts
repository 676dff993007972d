/** How durations lie, on a scale that a minute and a year both fit: each bar about twice as long as the one before. */

const [minute, hour, day] = [60, 3_600, 86_400]

/** Where the bars end, in seconds: the last is open. */
export const edges = [
  0,
  15 * minute,
  30 * minute,
  hour,
  2 * hour,
  4 * hour,
  8 * hour,
  16 * hour,
  day,
  2 * day,
  4 * day,
  8 * day,
  16 * day,
  32 * day,
  64 * day,
  128 * day,
  256 * day,
] as const

export interface Bar {
  /** Seconds, from and up to; null for the last. */
  readonly from: number
  readonly to: number | null
  readonly count: number
}

/** Bars from the first that has something to the last that has. */
export function histogram(seconds: readonly number[]): Bar[] {
  const bars: Bar[] = edges.map((from, index) => {
    const to = edges[index + 1] ?? null
    return { from, to, count: seconds.filter((one) => one >= from && (to === null || one < to)).length }
  })
  const first = bars.findIndex(({ count }) => count > 0)
  const last = bars.findLastIndex(({ count }) => count > 0)
  return first < 0 ? [] : bars.slice(first, last + 1)
}

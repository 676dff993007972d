/** How many took how long, on a scale that a minute and a year both fit: each bar about twice as long as the one before. */

const [minute, hour, day] = [60, 3_600, 86_400]

/** Where bars begin, in seconds: each ends where the next begins, the last is open. */
export const barEdges = [
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
  /** Seconds, at least. */
  readonly from: number
  /** Below; null for the last. */
  readonly to: number | null
  readonly count: number
}

/** All of the scale. @param countOf of the bar at an index */
export const toBars = (countOf: (index: number) => number): Bar[] =>
  barEdges.map((from, index) => ({ from, to: barEdges[index + 1] ?? null, count: countOf(index) }))

/** Of durations in any order. Seconds, none below 0. */
export function countBars(seconds: ArrayLike<number>): Bar[] {
  const counts = barEdges.map(() => 0)
  for (let at = 0; at < seconds.length; at++) {
    const value = seconds[at]!
    let bar = barEdges.length - 1
    while (bar > 0 && barEdges[bar]! > value) bar--
    counts[bar]!++
  }
  return toBars((index) => counts[index]!)
}

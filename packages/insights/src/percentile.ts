/** Percentiles of sorted numbers. */

/** Between the two nearest ranks, as spreadsheets and NumPy do by default; whole seconds. Null of nothing. */
export function percentile(sorted: ArrayLike<number>, fraction: number): number | null {
  if (sorted.length === 0) return null
  const position = (sorted.length - 1) * fraction
  const low = Math.floor(position)
  const below = sorted[low]!
  const above = low + 1 < sorted.length ? sorted[low + 1]! : below
  return Math.round(below + (above - below) * (position - low))
}

/** Percentiles of numbers that are sorted, in one run or in several that are looked at as one without merging them. */

/** Between the two nearest ranks, as spreadsheets and NumPy do by default; whole seconds. Null of nothing. */
export const percentile = (sorted: ArrayLike<number>, fraction: number): number | null =>
  between(sorted.length, (rank) => sorted[rank]!, fraction)

/** The same over all numbers of several sorted runs. They must be whole. */
export const percentileOfRuns = (runs: readonly Float64Array[], fraction: number): number | null =>
  between(
    runs.reduce((sum, { length }) => sum + length, 0),
    (rank) => atRank(runs, rank),
    fraction,
  )

function between(count: number, at: (rank: number) => number, fraction: number): number | null {
  if (count === 0) return null
  const position = (count - 1) * fraction
  const low = Math.floor(position)
  const below = at(low)
  const above = low + 1 < count ? at(low + 1) : below
  return Math.round(below + (above - below) * (position - low))
}

/** The least number that has more than `rank` numbers up to it, found by halving the range of what it may be. */
function atRank(runs: readonly Float64Array[], rank: number): number {
  const filled = runs.filter(({ length }) => length > 0)
  let least = Math.min(...filled.map((run) => run[0]!))
  let most = Math.max(...filled.map((run) => run.at(-1)!))
  while (least < most) {
    // Not half of their sum, which need not be exact where they are.
    const middle = least + Math.floor((most - least) / 2)
    const upTo = filled.reduce((sum, run) => sum + countUpTo(run, middle), 0)
    if (upTo > rank) most = middle
    else least = middle + 1
  }
  return least
}

function countUpTo(sorted: Float64Array, value: number): number {
  let low = 0
  let high = sorted.length
  while (low < high) {
    const middle = (low + high) >> 1
    if (sorted[middle]! <= value) low = middle + 1
    else high = middle
  }
  return low
}

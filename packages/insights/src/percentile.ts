/** Percentiles of numbers in any order: found by selection, which takes a fraction of sorting them. */

/**
 * Between the two nearest ranks, as spreadsheets and NumPy do by default; whole seconds. Null of nothing.
 *
 * @param values no NaN among them; rearranged
 */
export const percentile = (values: Float64Array, fraction: number): number | null =>
  percentiles(values, [fraction])[0]!

/** Of several fractions, the least first: each is looked for among those that the one before left above it. */
export function percentiles(values: Float64Array, fractions: readonly number[]): (number | null)[] {
  let first = 0
  return fractions.map((fraction) => {
    if (values.length === 0) return null
    const position = (values.length - 1) * fraction
    const low = Math.floor(position)
    const below = select(values, low, first)
    first = low
    let above = low + 1 < values.length ? Number.POSITIVE_INFINITY : below
    for (let at = low + 1; at < values.length; at++) if (values[at]! < above) above = values[at]!
    return Math.round(below + (above - below) * (position - low))
  })
}

/**
 * The value that sorting would put at an index: it stands there afterwards, nothing greater before it and nothing less
 * behind. Hoare's Find; what is not narrowed down within so many rounds, as an unlucky order may not be, is sorted.
 *
 * @param from nothing before it is greater than what stands there and behind
 */
function select(values: Float64Array, index: number, from: number): number {
  let [first, last] = [from, values.length - 1]
  for (let rounds = 2 * Math.log2(values.length); first < last; rounds--) {
    if (rounds < 0) {
      values.subarray(first, last + 1).sort()
      break
    }
    const pivot = values[index]!
    let [up, down] = [first, last]
    while (up <= down) {
      while (values[up]! < pivot) up++
      while (values[down]! > pivot) down--
      if (up > down) break
      const value = values[up]!
      values[up++] = values[down]!
      values[down--] = value
    }
    if (down < index) first = up
    if (index < up) last = down
  }
  return values[index]!
}

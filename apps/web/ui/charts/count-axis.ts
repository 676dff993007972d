/** Round counts for the axes of charts: 1, 2 or 5 of a power of ten, never a half pull request. */

/** From 0 to at least `most`, in at most `count` equal steps. */
export function countTicks(most: number, count = 4): number[] {
  const power = 10 ** Math.max(0, Math.floor(Math.log10(Math.max(most, 1) / count)))
  const step = [1, 2, 5, 10].map((one) => one * power).find((one) => most / one <= count) ?? 10 * power
  return Array.from({ length: Math.ceil(most / step) + 1 }, (_, index) => index * step)
}

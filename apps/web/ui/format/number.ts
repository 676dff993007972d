/** Counts and shares as people read them. */

const whole = new Intl.NumberFormat('en-GB')

export const formatCount = (count: number): string => whole.format(count)

/** From 0 to 1 as `46 %`; what is there but rounds to nothing is `<1 %`. */
export function formatShare(share: number | null): string {
  if (share === null) return '–'
  if (share > 0 && share < 0.005) return '<1 %'
  return `${Math.round(share * 100)} %`
}

/** `1 pull request`, `2 pull requests`, `1,276 pull requests` */
export const formatPlural = (count: number, one: string, many = `${one}s`): string =>
  `${formatCount(count)} ${count === 1 ? one : many}`

/** `a`, `a and b`, `a, b and c` */
export const formatList = (items: readonly string[]): string =>
  items.length < 2 ? (items[0] ?? '') : `${items.slice(0, -1).join(', ')} and ${items.at(-1)}`

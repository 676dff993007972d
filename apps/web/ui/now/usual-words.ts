/** Where a wait lies among the stays of its state that ended in the 90 days before. */
import type { BoardColumn } from '../api/types.ts'
import { formatDuration } from '../format/duration.ts'
import { formatCount } from '../format/number.ts'

/** `longer than 9 in 10`; null where too few ended to compare with. */
export function placeWords(
  seconds: number,
  { medianSeconds, p90Seconds }: BoardColumn['usual'],
): string | null {
  if (medianSeconds === null) return null
  if (p90Seconds !== null && seconds > p90Seconds) return 'longer than 9 in 10'
  return seconds > medianSeconds ? 'longer than half' : 'no longer than half'
}

/** `usually 6.8 h, 9 in 10 within 7.4 d; of 40` */
export function usualWords({ n, medianSeconds, p90Seconds }: BoardColumn['usual']): string {
  if (medianSeconds === null)
    return n === 0 ? 'none ended in the 90 days before' : `only ${n} ended in the 90 days before`
  const most = p90Seconds === null ? '' : `, 9 in 10 within ${formatDuration(p90Seconds)}`
  return `usually ${formatDuration(medianSeconds)}${most}; of ${formatCount(n)}`
}

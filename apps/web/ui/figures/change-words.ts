/** A figure against that of the period before, in words that say which way is which. */
import { type Clock, formatChange, formatDuration } from '../format/duration.ts'
import { formatCount } from '../format/number.ts'

/** `12 % longer than the 5.2 h before`; null where there is nothing to compare. */
export function durationChange(
  now: number | null,
  before: number | null,
  clock: Clock = 'wall',
): string | null {
  const change = formatChange(now, before)
  if (change === null || before === null) return null
  const percent = change.replace(/^[+−±]/, '')
  if (change.startsWith('±')) return `as long as before, ${formatDuration(before, clock)}`
  return `${percent} ${change.startsWith('+') ? 'longer' : 'shorter'} than the ${formatDuration(before, clock)} before`
}

/** `12 % more than the 78 before` */
export function countChange(now: number, before: number | null): string | null {
  const change = formatChange(now, before)
  if (change === null || before === null) return null
  const percent = change.replace(/^[+−±]/, '')
  if (change.startsWith('±')) return `as many as before, ${formatCount(before)}`
  return `${percent} ${change.startsWith('+') ? 'more' : 'fewer'} than the ${formatCount(before)} before`
}

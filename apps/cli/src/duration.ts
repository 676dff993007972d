/** Durations as people read them. */
import type { Clock } from '@upflow/insights'

const whole = new Intl.NumberFormat('en-GB')

/** With a tenth, which says nothing from so many on. */
const rounded = (amount: number, from: number): string =>
  Math.round(amount * 10) < from * 10 ? amount.toFixed(1) : whole.format(Math.round(amount))

/**
 * `42 s`, `12.5 min`, `5.2 h`, `3.4 d`, `1,171 d`; a dash for what could not be computed. Of working time never days: a
 * working day has other hours in every calendar.
 */
export function formatDuration(seconds: number | null, clock: Clock = 'wall'): string {
  if (seconds === null) return '–'
  if (seconds < 60) return `${Math.round(seconds)} s`
  if (seconds < 3_600) return `${(seconds / 60).toFixed(1)} min`
  if (seconds < 86_400 || clock === 'working') return `${rounded(seconds / 3_600, 1_000)} h`
  return `${rounded(seconds / 86_400, 100)} d`
}

/** Of a deploy: what is released by its merge did not take 0 seconds to be released. */
export const formatDeploy = (seconds: number | null, clock: Clock): string =>
  seconds === 0 && clock === 'wall' ? 'at merge' : formatDuration(seconds, clock)

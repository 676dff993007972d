/**
 * Durations as the command line prints them, and finer ones that can be added up by eye. Of working time never in days: a
 * working day has other hours in every calendar.
 */

import { formatCount } from './number.ts'

export type Clock = 'wall' | 'working'

const [minute, hour, day] = [60, 3_600, 86_400]

/** With a tenth, which says nothing from so many on. */
const rounded = (amount: number, from: number): string =>
  Math.round(amount * 10) < from * 10 ? amount.toFixed(1) : formatCount(Math.round(amount))

/**
 * `42 s`, `12.5 min`, `5.2 h`, `3.4 d`, `1,171 d`; a dash for what could not be computed. The same as `upflow report`.
 */
export function formatDuration(seconds: number | null, clock: Clock = 'wall'): string {
  if (seconds === null) return '–'
  if (seconds < minute) return `${Math.round(seconds)} s`
  if (seconds < hour) return `${(seconds / minute).toFixed(1)} min`
  if (seconds < day || clock === 'working') return `${rounded(seconds / hour, 1_000)} h`
  return `${rounded(seconds / day, 100)} d`
}

/**
 * Of a deploy: what is released by its merge did not take 0 s to be released, which would look like a measurement. Of
 * working time it may: a weekend has none.
 */
export const formatDeploy = (seconds: number | null, clock: Clock = 'wall'): string =>
  seconds === 0 && clock === 'wall' ? 'at merge' : formatDuration(seconds, clock)

/**
 * With the days apart, `48 d 18.9 h`, from a hundred on `1,171 d 3 h`, so that terms can be compared with their sum; of
 * working time `970.9 h`.
 */
export function formatLong(seconds: number | null, clock: Clock = 'wall'): string {
  if (seconds === null || seconds < day || clock === 'working') return formatDuration(seconds, clock)
  // In tenths of an hour, so that 23.96 h becomes the next day.
  const tenths = Math.round(seconds / (hour / 10))
  if (tenths < 100 * 240) return `${Math.floor(tenths / 240)} d ${((tenths % 240) / 10).toFixed(1)} h`
  const hours = Math.round(seconds / hour)
  return `${formatCount(Math.floor(hours / 24))} d ${hours % 24} h`
}

/** To the second: `48 d 18 h 53 min 53 s`, of working time `1,170 h 53 min 53 s`. */
export function formatExact(seconds: number | null, clock: Clock = 'wall'): string {
  if (seconds === null) return '–'
  const days = clock === 'working' ? 0 : Math.floor(seconds / day)
  const parts: [number, string][] = [
    [days, 'd'],
    [Math.floor((seconds - days * day) / hour), 'h'],
    [Math.floor((seconds % hour) / minute), 'min'],
    [seconds % minute, 's'],
  ]
  const said = parts.filter(([count]) => count > 0)
  return said.length === 0 ? '0 s' : said.map(([count, unit]) => `${formatCount(count)} ${unit}`).join(' ')
}

/** The change from one figure to another in percent, `+12 %`; null where either is missing or nothing was before. */
export function formatChange(now: number | null, before: number | null): string | null {
  if (now === null || before === null || before === 0) return null
  const percent = Math.round((now / before - 1) * 100)
  return percent === 0 ? '±0 %' : `${percent > 0 ? '+' : '−'}${Math.abs(percent)} %`
}

/**
 * Durations as the command line prints them, and finer ones that can be added up by eye. Of working time never in days: a
 * working day has other hours in every calendar.
 */

export type Clock = 'wall' | 'working'

const [minute, hour, day] = [60, 3_600, 86_400]

/** `42 s`, `12.5 min`, `5.2 h`, `3.4 d`; a dash for what could not be computed. The same as `upflow report`. */
export function formatDuration(seconds: number | null, clock: Clock = 'wall'): string {
  if (seconds === null) return '–'
  if (seconds < minute) return `${Math.round(seconds)} s`
  if (seconds < hour) return `${(seconds / minute).toFixed(1)} min`
  if (seconds < day || clock === 'working')
    return `${(seconds / hour).toFixed(seconds < 1_000 * hour ? 1 : 0)} h`
  return `${(seconds / day).toFixed(1)} d`
}

/**
 * Of a deploy: what is released by its merge did not take 0 s to be released, which would look like a measurement. Of
 * working time it may: a weekend has none.
 */
export const formatDeploy = (seconds: number | null, clock: Clock = 'wall'): string =>
  seconds === 0 && clock === 'wall' ? 'at merge' : formatDuration(seconds, clock)

/** With the days apart, `48 d 18.9 h`, so that terms can be compared with their sum; of working time `1170.9 h`. */
export function formatLong(seconds: number | null, clock: Clock = 'wall'): string {
  if (seconds === null || seconds < day) return formatDuration(seconds)
  if (clock === 'working') return `${(seconds / hour).toFixed(1)} h`
  // In tenths of an hour, so that 23.96 h becomes the next day.
  const tenths = Math.round(seconds / (hour / 10))
  return `${Math.floor(tenths / 240)} d ${((tenths % 240) / 10).toFixed(1)} h`
}

/** To the second: `48 d 18 h 53 min 53 s`, of working time `1170 h 53 min 53 s`. */
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
  return said.length === 0 ? '0 s' : said.map(([count, unit]) => `${count} ${unit}`).join(' ')
}

/** The change from one figure to another in percent, `+12 %`; null where either is missing or nothing was before. */
export function formatChange(now: number | null, before: number | null): string | null {
  if (now === null || before === null || before === 0) return null
  const percent = Math.round((now / before - 1) * 100)
  return percent === 0 ? '±0 %' : `${percent > 0 ? '+' : '−'}${Math.abs(percent)} %`
}

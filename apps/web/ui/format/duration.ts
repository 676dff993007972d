/** Durations as the command line prints them, and finer ones that can be added up by eye. */

const [minute, hour, day] = [60, 3_600, 86_400]

/** `42 s`, `12.5 min`, `5.2 h`, `3.4 d`; a dash for what could not be computed. The same as `upflow report`. */
export function formatDuration(seconds: number | null): string {
  if (seconds === null) return '–'
  if (seconds < minute) return `${Math.round(seconds)} s`
  if (seconds < hour) return `${(seconds / minute).toFixed(1)} min`
  if (seconds < day) return `${(seconds / hour).toFixed(1)} h`
  return `${(seconds / day).toFixed(1)} d`
}

/** With the days apart, `48 d 18.9 h`, so that terms can be compared with their sum. */
export function formatLong(seconds: number | null): string {
  if (seconds === null || seconds < day) return formatDuration(seconds)
  // In tenths of an hour, so that 23.96 h becomes the next day.
  const tenths = Math.round(seconds / (hour / 10))
  return `${Math.floor(tenths / 240)} d ${((tenths % 240) / 10).toFixed(1)} h`
}

/** To the second: `48 d 18 h 53 min 53 s`. */
export function formatExact(seconds: number | null): string {
  if (seconds === null) return '–'
  const parts: [number, string][] = [
    [Math.floor(seconds / day), 'd'],
    [Math.floor((seconds % day) / hour), 'h'],
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

/** Durations and their changes as the pages print them. */

const [minute, hour, day] = [60, 3_600, 86_400]

/** `42 s`, `12.5 min`, `5.2 h`, `3.4 d`; a dash for what could not be computed. */
export function durationText(seconds: number | null): string {
  if (seconds === null) return '–'
  if (seconds < minute) return `${Math.round(seconds)} s`
  if (seconds < hour) return `${(seconds / minute).toFixed(1)} min`
  if (seconds < day) return `${(seconds / hour).toFixed(1)} h`
  return `${(seconds / day).toFixed(1)} d`
}

/** Of working time never days: a working day has other hours in every calendar. */
export const workingText = (seconds: number): string => `${(seconds / hour).toFixed(1)} working hours`

/** `+12 %`; null where either is missing, or nothing was before. */
export function changeText(now: number | null, before: number | null): string | null {
  if (now === null || before === null || before === 0) return null
  const percent = Math.round((now / before - 1) * 100)
  return percent === 0 ? '±0 %' : `${percent > 0 ? '+' : '−'}${Math.abs(percent)} %`
}

export const counted = (count: number, one: string, many = `${one}s`): string =>
  `${count} ${count === 1 ? one : many}`

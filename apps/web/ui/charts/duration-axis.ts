/** Round durations for the axes of charts: an hour, a day, a week, never 27.8 hours. */
import type { Clock } from '../format/duration.ts'
import { formatCount } from '../format/number.ts'

const [minute, hour, day] = [60, 3_600, 86_400]
const steps = [
  1,
  5,
  15,
  30,
  minute,
  5 * minute,
  15 * minute,
  30 * minute,
  hour,
  2 * hour,
  4 * hour,
  8 * hour,
  12 * hour,
  day,
  2 * day,
  5 * day,
  10 * day,
  20 * day,
  50 * day,
  100 * day,
  200 * day,
  500 * day,
  1_000 * day,
]

/** From 0 to at least `most`, in at most `count` equal steps. Seconds. */
export function durationTicks(most: number, count = 4): number[] {
  const step = steps.find((one) => most / one <= count) ?? steps.at(-1)!
  const ticks: number[] = []
  for (let at = 0; at < most + step; at += step) ticks.push(at)
  return ticks
}

/** For an axis, without needless digits: `2 h`, `5 d`; of working time `120 h`. */
export function tickLabel(seconds: number, clock: Clock = 'wall'): string {
  if (seconds === 0) return '0'
  if (seconds % day === 0 && clock === 'wall') return `${formatCount(seconds / day)} d`
  if (seconds % hour === 0) return `${formatCount(seconds / hour)} h`
  if (seconds % minute === 0) return `${seconds / minute} min`
  return `${seconds} s`
}

/** Round durations from under the least to over the most, each a few times the one before. Seconds. */
const logSteps = [
  minute,
  10 * minute,
  hour,
  4 * hour,
  day,
  4 * day,
  16 * day,
  64 * day,
  256 * day,
  1_024 * day,
  4_096 * day,
]

/** For a scale by logarithm, on which a minute and a year both fit. */
export function logTicks(least: number, most: number): number[] {
  const first = Math.max(
    logSteps.findLastIndex((one) => one <= least),
    0,
  )
  const last = logSteps.findIndex((one) => one >= most)
  return logSteps.slice(first, last < 0 ? undefined : Math.max(last, first + 1) + 1)
}

/** Where a release stands: by its time from left to right, by how long its pull requests waited upwards. */
import type { ReleaseBatch } from '../api/types.ts'
import { logTicks } from '../charts/duration-axis.ts'
import type { Zone } from '../format/zone.ts'

export interface ReleaseScale {
  /** Durations of the axis, in seconds; what was released by its merge lies below them. */
  readonly ticks: readonly number[]
  /** Unix seconds, some of them to be named on the axis. */
  readonly times: readonly number[]
  /** From 0 to 1, from left to right. */
  x(at: number): number
  /** From 0 to 1, upwards by logarithm; 0 is no wait at all. */
  y(seconds: number): number
}

/** Above the line of what did not wait. */
const floor = 0.14

/** @param batches at least one */
export function toReleaseScale(batches: readonly ReleaseBatch[], timeCount = 5): ReleaseScale {
  const at = batches.map((batch) => batch.at)
  const [first, last] = [Math.min(...at), Math.max(...at)]
  const waits = batches.map(({ medianWaitSeconds }) => medianWaitSeconds ?? 0).filter((one) => one > 0)
  const ticks = waits.length === 0 ? [] : logTicks(Math.min(...waits), Math.max(...waits))
  const [least, most] = [ticks[0] ?? 1, ticks.at(-1) ?? 1]
  const count = first === last ? 1 : timeCount
  return {
    ticks,
    times: Array.from({ length: count }, (_, index) =>
      Math.round(first + ((last - first) * index) / Math.max(count - 1, 1)),
    ),
    x: (time) => (first === last ? 0.5 : (time - first) / (last - first)),
    y: (seconds) =>
      seconds <= 0
        ? 0
        : floor +
          (1 - floor) *
            Math.min(
              1,
              Math.log(Math.max(seconds, least) / least) / Math.log(Math.max(most / least, 1 + 1e-9)),
            ),
  }
}

/** What the axis says at each of its times: the day, with the hour where a day has several; null where even that is said. */
export function timeLabels(
  times: readonly number[],
  zone: Pick<Zone, 'date' | 'dateTime'>,
): readonly (string | null)[] {
  const days = times.map(zone.date)
  const labels = new Set(days).size < days.length ? times.map(zone.dateTime) : days
  return labels.map((label, index) => (label === labels[index - 1] ? null : label))
}

/** So that the area tells the size. Pixels. */
export const radiusOf = (size: number): number => Math.min(3 + 1.5 * Math.sqrt(Math.max(size - 1, 0)), 20)

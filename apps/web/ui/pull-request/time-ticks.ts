/** Where the timeline's axis is labelled: round local times of the organization's zone, never closer than they read. */
import { hasRoom } from '../charts/has-room.ts'
import type { Zone } from '../format/zone.ts'
import type { TimeScale } from './time-scale.ts'

export interface Tick {
  readonly at: number
  readonly x: number
  readonly label: string
}

const [hour, day] = [3_600, 86_400]
/** Pixels between two labels. */
const leastSpace = 92
/** What a fold says of itself takes so much on either side. */
const foldLabel = 26

type Step = {
  readonly seconds: number
  readonly hours?: number
  readonly days?: number
  readonly months?: number
}

const steps: readonly Step[] = [
  { seconds: hour, hours: 1 },
  { seconds: 3 * hour, hours: 3 },
  { seconds: 6 * hour, hours: 6 },
  { seconds: 12 * hour, hours: 12 },
  { seconds: day, days: 1 },
  { seconds: 2 * day, days: 2 },
  { seconds: 7 * day, days: 7 },
  { seconds: 14 * day, days: 14 },
  { seconds: 30 * day, months: 1 },
  { seconds: 91 * day, months: 3 },
  { seconds: 182 * day, months: 6 },
  { seconds: 365 * day, months: 12 },
]

export function timeTicks(scale: TimeScale, zone: Zone): Tick[] {
  const ticks: Tick[] = []
  let previousX = Number.NEGATIVE_INFINITY
  const folds = scale.pieces.filter(({ isFolded }) => isFolded).map(({ left, right }) => (left + right) / 2)
  const isNearFold = (x: number) => folds.some((fold) => x > fold - leastSpace && x < fold + foldLabel)
  for (const piece of scale.pieces) {
    if (piece.isFolded) continue
    const secondsPerPixel = (piece.to - piece.from) / Math.max(piece.right - piece.left, 1)
    const step = steps.find(({ seconds }) => seconds / secondsPerPixel >= leastSpace) ?? steps.at(-1)!
    for (const at of rounded(piece.from, piece.to, step, zone)) {
      const x = scale.x(at)
      const label = step.hours ? hourLabel(at, zone) : zone.date(at)
      if (x - previousX < leastSpace || !hasRoom(label, scale.width - x) || isNearFold(x)) continue
      ticks.push({ at, x, label })
      previousX = x
    }
  }
  return ticks
}

const hourLabel = (at: number, zone: Zone) => {
  const time = zone.time(at)
  return time === '00:00' ? zone.date(at).replace(/ \d{4}$/, '') : time
}

function* rounded(from: number, to: number, step: Step, zone: Zone): Generator<number> {
  for (let dayNumber = zone.dayNumberOf(from); ; dayNumber++) {
    const start = zone.startOfDay(dayNumber)
    if (start > to) return
    const date = new Date(dayNumber * day * 1_000)
    if (step.hours) {
      for (let hours = 0; hours < 24; hours += step.hours) {
        const at = start + hours * hour
        if (at >= from && at <= to) yield at
      }
    } else if (start >= from) {
      // Days are counted from a Monday, months from January.
      if (
        step.days
          ? (dayNumber + 3) % step.days === 0
          : date.getUTCDate() === 1 && date.getUTCMonth() % step.months! === 0
      )
        yield start
    }
  }
}

/** When nobody was expected to work: nights, free weekdays and holidays of the organization's calendar, as stretches. */
import type { Zone } from '../format/zone.ts'
import type { TimeScale } from './time-scale.ts'

export interface WorkingHours {
  /** ISO weekdays: 1 is Monday. */
  readonly workingDays: readonly number[]
  /** `09:00` */
  readonly from: string
  readonly to: string
  /** `2026-12-25` */
  readonly holidays: readonly string[]
}

export interface FreeTime {
  readonly from: number
  readonly to: number
  readonly kind: 'night' | 'weekend' | 'holiday'
}

/** Pixels that a day must have, so that its shade can be told from its neighbours'. */
const leastDay = 3
const leastDayForNights = 26

/** Nothing where it would be a blur: a shade that cannot be read is noise. */
export function freeTime(scale: TimeScale, zone: Zone, hours: WorkingHours): FreeTime[] {
  return scale.pieces.flatMap((piece) => {
    const dayWidth = ((piece.right - piece.left) / (piece.to - piece.from)) * 86_400
    if (piece.isFolded || dayWidth < leastDay) return []
    return stretches(piece.from, piece.to, zone, hours).filter(
      ({ kind }) => kind !== 'night' || dayWidth >= leastDayForNights,
    )
  })
}

function stretches(from: number, to: number, zone: Zone, hours: WorkingHours): FreeTime[] {
  const found: FreeTime[] = []
  const add = (start: number, end: number, kind: FreeTime['kind']) => {
    const [a, b] = [Math.max(start, from), Math.min(end, to)]
    if (b <= a) return
    const last = found.at(-1)
    if (last && last.kind === kind && last.to === a) found[found.length - 1] = { ...last, to: b }
    else found.push({ from: a, to: b, kind })
  }
  for (let day = zone.dayNumberOf(from); ; day++) {
    const start = zone.startOfDay(day)
    if (start >= to) return found
    const end = zone.startOfDay(day + 1)
    const weekday = ((((day + 3) % 7) + 7) % 7) + 1
    if (!hours.workingDays.includes(weekday)) add(start, end, 'weekend')
    else if (hours.holidays.includes(new Date(day * 86_400_000).toISOString().slice(0, 10)))
      add(start, end, 'holiday')
    else {
      add(start, start + secondsOf(hours.from), 'night')
      add(start + secondsOf(hours.to), end, 'night')
    }
  }
}

const secondsOf = (time: string) => {
  const [hours = 0, minutes = 0] = time.split(':').map(Number)
  return hours * 3_600 + minutes * 60
}

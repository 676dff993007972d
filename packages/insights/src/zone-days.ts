/** Days and weeks of a time zone: a period that is typed as days begins and ends at their midnights, a week on Monday. */
import type { Instant } from '@upflow/model'

const daySeconds = 86_400

type Offsets = (instant: Instant) => number
// A format takes long to make.
const known = new Map<string, Offsets>()

/** How many seconds the zone's clock is ahead of UTC at an instant. */
function offsets(timeZone: string): Offsets {
  const kept = known.get(timeZone)
  if (kept) return kept
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
    era: 'short',
  })
  const offsetAt: Offsets = (instant) => {
    const parts = format.formatToParts(instant * 1_000)
    const of = (type: string) => Number(parts.find((part) => part.type === type)!.value)
    return (
      Date.UTC(of('year'), of('month') - 1, of('day'), of('hour'), of('minute'), of('second')) / 1_000 -
      instant
    )
  }
  known.set(timeZone, offsetAt)
  return offsetAt
}

/** The first instant of a local day; where its midnight is skipped, that at which the clock goes on. */
const startOf = (midnightUtc: number, offsetAt: (instant: Instant) => number): Instant => {
  const [before, after] = [offsetAt(midnightUtc - daySeconds), offsetAt(midnightUtc + daySeconds)]
  const candidates = [midnightUtc - before, midnightUtc - after].sort((a, b) => a - b)
  return candidates.find((at) => at + offsetAt(at) >= midnightUtc) ?? candidates[1]!
}

/** @param day `2026-01-31`, which must be a day there is */
export const startOfDay = (day: string, timeZone: string): Instant =>
  startOf(Date.parse(`${day}T00:00:00Z`) / 1_000, offsets(timeZone))

/** The local date of an instant. */
export const dayOf = (instant: Instant, timeZone: string): string =>
  new Date((instant + offsets(timeZone)(instant)) * 1_000).toISOString().slice(0, 10)

/** The Mondays' beginnings from that of the week of `from` to that of the week of `to`. */
export function weekStarts(from: Instant, to: Instant, timeZone: string): Instant[] {
  const offsetAt = offsets(timeZone)
  const localDay = Math.floor((from + offsetAt(from)) / daySeconds)
  // The day 0 was a Thursday.
  let monday = localDay - ((((localDay + 3) % 7) + 7) % 7)
  const starts: Instant[] = []
  for (;;) {
    const start = startOf(monday * daySeconds, offsetAt)
    if (start > to) return starts
    starts.push(start)
    monday += 7
  }
}

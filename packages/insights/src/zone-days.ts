/** Days and weeks of a time zone: a period that is typed as days begins and ends at their midnights, a week on Monday. */
import type { Instant } from '@upflow/model'

const daySeconds = 86_400

type Offsets = (instant: Instant) => number
/** Of a zone, some years of hours: some 10 MB. */
const mostQuarters = 200_000
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
  const measure: Offsets = (instant) => {
    const parts = format.formatToParts(instant * 1_000)
    const textOf = (type: string) => parts.find((part) => part.type === type)!.value
    const of = (type: string) => Number(textOf(type))
    const local = new Date(0)
    // `Date.UTC` takes the first hundred years for those of the twentieth century; before year 1 is year 0.
    const year = textOf('era') === 'BC' ? 1 - of('year') : of('year')
    local.setUTCFullYear(year, of('month') - 1, of('day'))
    local.setUTCHours(of('hour'), of('minute'), of('second'))
    return local.getTime() / 1_000 - instant
  }
  // Asked for once each quarter of an hour, but where it changes in the midst of one: Newfoundland's did a minute past midnight.
  const quarters = new Map<number, number | null>()
  const offsetAt: Offsets = (instant) => {
    const quarter = Math.floor(instant / 900)
    let offset = quarters.get(quarter)
    if (offset === undefined) {
      const [first, last] = [measure(quarter * 900), measure(quarter * 900 + 899)]
      offset = first === last ? first : null
      if (quarters.size >= mostQuarters) quarters.clear()
      quarters.set(quarter, offset)
    }
    return offset ?? measure(instant)
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
export const weekStarts = (from: Instant, to: Instant, timeZone: string): Instant[] =>
  stepStarts(from, to + 1, { timeZone, stepDays: 7 }).map(({ at }) => at)

/** Of a day by its number, 0 for Monday: the day 0 was a Thursday. */
const weekdayOf = (localDay: number): number => (((localDay + 3) % 7) + 7) % 7

/** Beginnings of days or of weeks, from that of the one that an instant is in to the last before another. */
export function stepStarts(
  from: Instant,
  until: Instant,
  { timeZone, stepDays }: { readonly timeZone: string; readonly stepDays: 1 | 7 },
): { readonly day: string; readonly at: Instant }[] {
  const offsetAt = offsets(timeZone)
  const starts: { day: string; at: Instant }[] = []
  const first = Math.floor((from + offsetAt(from)) / daySeconds)
  for (let day = first - (stepDays === 7 ? weekdayOf(first) : 0); ; day += stepDays) {
    const at = startOf(day * daySeconds, offsetAt)
    if (at >= until) return starts
    starts.push({ day: new Date(day * daySeconds * 1_000).toISOString().slice(0, 10), at })
  }
}

/** The weekday (0 is Monday) and the hour on the zone's clock. */
export function localHours(
  timeZone: string,
): (at: Instant) => { readonly weekday: number; readonly hour: number } {
  const offsetAt = offsets(timeZone)
  return (at) => {
    const local = at + offsetAt(at)
    const weekday = weekdayOf(Math.floor(local / daySeconds))
    return { weekday, hour: Math.floor((((local % daySeconds) + daySeconds) % daySeconds) / 3_600) }
  }
}

/**
 * Working time between two instants. A zone is a list of pieces of constant offset to UTC; within a piece the working
 * seconds up to a local time are arithmetic over weeks, days and holidays, so an answer costs two binary searches and
 * is exact to the second: an hour that is repeated counts twice, one that is skipped never.
 */
import { createRequire } from 'node:module'
import { type Calendar, type Instant, isDay } from '@upflow/model'

/** Whole seconds within the working hours from one instant to a later one. */
export type WorkingClock = (from: Instant, to: Instant) => number

const day = 86_400

/** Loads when a zone is first asked for, and takes longer to than all the rest of this package: UTC needs none of it. */
const temporal = (): typeof import('temporal-polyfill').Temporal =>
  createRequire(import.meta.url)('temporal-polyfill').Temporal
const zonedAt = (at: Instant, timeZone: string) =>
  temporal()
    .Instant.fromEpochMilliseconds(at * 1_000)
    .toZonedDateTimeISO(timeZone)

/**
 * A clock of one calendar, which learns its zone's changes of offset as it is asked about them.
 * @throws RangeError when `calendarProblem` has one to tell
 */
export function createWorkingClock(calendar: Calendar): WorkingClock {
  const [first] = calendarProblems(calendar)
  if (first) throw new RangeError(`The calendar cannot be used: ${first.problem}`)
  const upTo = createLocalHours(calendar)
  const zone = createZone(calendar.timeZone, upTo)
  const total = (at: Instant) => {
    const { offset, base } = zone(at)
    return base + upTo(at + offset)
  }
  return (from, to) => total(to) - total(from)
}

/** The local date of an instant, `2026-01-31`. */
export function createDayOf(timeZone: string): (at: Instant) => string {
  const zone = createZone(timeZone, () => 0)
  return (at) => new Date((at + zone(at).offset) * 1_000).toISOString().slice(0, 10)
}

export interface CalendarProblem {
  readonly field: keyof Calendar
  /** In a few words that say what to write. */
  readonly problem: string
}

/** What is wrong with a calendar, of each field the first; nothing when it can be used. */
export function calendarProblems({
  timeZone,
  workingDays,
  from,
  to,
  holidays,
}: Calendar): readonly CalendarProblem[] {
  const problems: CalendarProblem[] = []
  const say = (field: keyof Calendar, problem: string) => problems.push({ field, problem })
  if (!isTimeZone(timeZone))
    say('timeZone', `'${timeZone}' is no time zone: write an IANA name such as Europe/Berlin or UTC`)
  const odd = workingDays.find((one) => !Number.isInteger(one) || one < 1 || one > 7)
  if (workingDays.length === 0)
    say('workingDays', 'it has no working day: name some, 1 for Monday to 7 for Sunday')
  else if (odd !== undefined) say('workingDays', `'${odd}' is no weekday: write 1 for Monday to 7 for Sunday`)
  const [begins, ends] = [secondsOf(from), secondsOf(to)]
  const notATime = (time: string) => `'${time}' is no time of day: write HH:MM from 00:00 to 24:00`
  if (begins === null) say('from', notATime(from))
  if (ends === null) say('to', notATime(to))
  if (begins !== null && ends !== null && begins >= ends)
    say('to', `its hours go from ${from} to ${to}: they must end later than they begin, on the same day`)
  const wrong = holidays.find((date) => dayNumberOf(date) === null)
  if (wrong !== undefined) say('holidays', `'${wrong}' is no date: write YYYY-MM-DD`)
  return problems
}

/**
 * A name: an offset has no daylight-saving time, and what takes one here is not taken everywhere where days are shown.
 */
function isTimeZone(name: string): boolean {
  if (!/^[A-Za-z]/.test(name)) return false
  try {
    new Intl.DateTimeFormat('en', { timeZone: name })
    if (name !== 'UTC') zonedAt(0, name)
    return true
  } catch {
    return false
  }
}

/** Working seconds from the epoch up to a local time, both as seconds since 1970 without a zone. */
function createLocalHours({ workingDays, from, to, holidays }: Calendar): (local: number) => number {
  const begins = secondsOf(from)!
  const hours = secondsOf(to)! - begins
  const worksOn = [1, 2, 3, 4, 5, 6, 7].map((weekday) => workingDays.includes(weekday))
  // Days are counted from a Monday: 1970-01-01 was a Thursday.
  const weekdayOf = (dayNumber: number) => (((dayNumber + 3) % 7) + 7) % 7
  const before = worksOn.map((_, weekday) => worksOn.slice(0, weekday).filter(Boolean).length)
  const aWeek = worksOn.filter(Boolean).length
  const free = [...new Set(holidays.map((date) => dayNumberOf(date)!))]
    .filter((dayNumber) => worksOn[weekdayOf(dayNumber)])
    .sort((a, b) => a - b)
  return (local) => {
    const dayNumber = Math.floor(local / day)
    const weekday = weekdayOf(dayNumber)
    const monday = dayNumber + 3 - weekday
    const freeBefore = countBelow(free, dayNumber)
    const days = (monday / 7) * aWeek + before[weekday]! - freeBefore
    const isFree = !worksOn[weekday] || free[freeBefore] === dayNumber
    const today = isFree ? 0 : Math.min(hours, Math.max(0, local - dayNumber * day - begins))
    return days * hours + today
  }
}

/** From `from` on, local time is UTC and `offset`; `base` makes the local sums of all pieces one. */
interface Piece {
  readonly from: Instant
  readonly offset: number
  readonly base: number
}

const utc: Piece = { from: Number.NEGATIVE_INFINITY, offset: 0, base: 0 }

/** Finds the piece of an instant; those between it and the known ones are looked up when they are first needed. */
function createZone(timeZone: string, upTo: (local: number) => number): (at: Instant) => Piece {
  if (timeZone === 'UTC') return () => utc
  const pieces: Piece[] = []
  /** Up to where the pieces are known; beyond, nothing is. */
  let until = Number.NEGATIVE_INFINITY
  const offsetAt = (at: Instant) => Math.round(zonedAt(at, timeZone).offsetNanoseconds / 1e9)
  const changeFrom = (at: Instant, direction: 'next' | 'previous'): Instant | null => {
    const found = zonedAt(at, timeZone).getTimeZoneTransition(direction)
    return found && Math.floor(found.epochMilliseconds / 1_000)
  }
  const begin = (at: Instant) => {
    const from = changeFrom(at + 1, 'previous') ?? Number.NEGATIVE_INFINITY
    pieces.push({ from, offset: offsetAt(at), base: 0 })
    until = changeFrom(at, 'next') ?? Number.POSITIVE_INFINITY
  }
  const append = () => {
    const last = pieces.at(-1)!
    const offset = offsetAt(until)
    const base = last.base + upTo(until + last.offset) - upTo(until + offset)
    pieces.push({ from: until, offset, base })
    until = changeFrom(until, 'next') ?? Number.POSITIVE_INFINITY
  }
  const prepend = () => {
    const first = pieces[0]!
    const offset = offsetAt(first.from - 1)
    const base = first.base + upTo(first.from + first.offset) - upTo(first.from + offset)
    pieces.unshift({ from: changeFrom(first.from, 'previous') ?? Number.NEGATIVE_INFINITY, offset, base })
  }
  return (at) => {
    if (pieces.length === 0) begin(at)
    while (at >= until) append()
    while (at < pieces[0]!.from) prepend()
    let low = 0
    let high = pieces.length - 1
    while (low < high) {
      const middle = (low + high + 1) >>> 1
      if (pieces[middle]!.from <= at) low = middle
      else high = middle - 1
    }
    return pieces[low]!
  }
}

function countBelow(sorted: readonly number[], value: number): number {
  let low = 0
  let high = sorted.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if (sorted[middle]! < value) low = middle + 1
    else high = middle
  }
  return low
}

function secondsOf(time: string): number | null {
  const [, hours, minutes] = /^(\d\d):(\d\d)$/.exec(time) ?? []
  if (hours === undefined) return null
  const seconds = Number(hours) * 3_600 + Number(minutes) * 60
  return Number(minutes) > 59 || seconds > day ? null : seconds
}

/** Days since 1970; null when there is no such date. */
function dayNumberOf(date: string): number | null {
  return isDay(date) ? Date.parse(`${date}T00:00:00Z`) / (day * 1_000) : null
}

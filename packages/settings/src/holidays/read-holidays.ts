/**
 * The holidays of an iCalendar file: events of whole days, also those that come every year. What is no holiday is left
 * out with its reason, so that nobody wonders where it went.
 */
import { dayOf, partsOf, toIsoDay } from './days.ts'
import { type IcsEvent, type IcsProperty, readIcsEvents, unreadable } from './ics-events.ts'
import { daysOfRule, parseYearlyRule } from './yearly-rule.ts'

export interface Holiday {
  /** `2026-12-25` */
  readonly date: string
  readonly name: string
}

export interface ReadHolidays {
  /** By date, each date once. */
  readonly holidays: readonly Holiday[]
  readonly leftOut: readonly { readonly name: string; readonly why: string }[]
}

/** Both included. */
export interface HolidayYears {
  readonly from: number
  readonly to: number
}

/** Those that past pull requests and the next ones may need. */
export function usualYears(now = new Date()): HolidayYears {
  const year = now.getUTCFullYear()
  return { from: year - 10, to: year + 2 }
}

const mostDays = 31
/** Before that, nobody opened a pull request. */
const firstYear = 1900

/** @throws SettingsError `settings/unreadable-holidays` */
export function readHolidays(text: string, { from, to }: HolidayYears = usualYears()): ReadHolidays {
  const events = readIcsEvents(text)
  if (events.length === 0) throw unreadable('it has no event')
  const moved = movedDays(events)
  const [first, last] = [dayOf(`${from}0101`)!, dayOf(`${to}1231`)!]
  const names = new Map<number, string>()
  const leftOut: { name: string; why: string }[] = []
  for (const event of events) {
    const name = unescaped(textOf(event, 'SUMMARY') ?? '').trim() || 'a day without a name'
    const found = daysOf(event, last)
    if ('why' in found) {
      leftOut.push({ name, why: found.why })
      continue
    }
    const exceptions = new Set([
      ...datesOf(event, 'EXDATE'),
      ...(event.properties.has('RECURRENCE-ID') ? [] : (moved.get(textOf(event, 'UID') ?? '') ?? [])),
    ])
    const starts = [...found.starts, ...datesOf(event, 'RDATE')].filter((day) => !exceptions.has(day))
    for (const start of starts)
      for (let day = start; day < start + found.length; day++)
        if (day >= first && day <= last && !names.has(day)) names.set(day, name)
  }
  const inOrder = [...names].sort(([one], [other]) => one - other)
  return { holidays: inOrder.map(([day, name]) => ({ date: toIsoDay(day), name })), leftOut }
}

/** On which days each event is held that stands once more by itself, for having been moved. */
function movedDays(events: readonly IcsEvent[]): Map<string, number[]> {
  const moved = new Map<string, number[]>()
  for (const event of events) {
    const uid = textOf(event, 'UID') ?? ''
    moved.set(uid, [...(moved.get(uid) ?? []), ...datesOf(event, 'RECURRENCE-ID')])
  }
  return moved
}

type Found = { readonly starts: readonly number[]; readonly length: number } | { readonly why: string }

/** On which days it begins, and how many it lasts. */
function daysOf(event: IcsEvent, last: number): Found {
  const begin = event.properties.get('DTSTART')?.[0]
  if (!begin) throw unreadable('an event has no DTSTART', event.line)
  if (/^CANCELLED$/i.test(textOf(event, 'STATUS') ?? '')) return { why: 'is cancelled' }
  const start = momentOf(begin)
  if (partsOf(start.day).year < firstYear) return { why: `is of a year before ${firstYear}` }
  const length = lengthOf(event, start)
  if (length === null) return { why: 'is of some hours, where a holiday is of whole days' }
  if (length > mostDays) return { why: `lasts ${length} days, and a holiday at most ${mostDays}` }
  const rule = textOf(event, 'RRULE')
  if (rule === null) return { starts: [start.day], length }
  const parsed = parseYearlyRule(rule)
  if ('problem' in parsed) return { why: parsed.problem }
  return { starts: daysOfRule(parsed, start.day, last), length }
}

interface Moment {
  readonly day: number
  /** Null for a whole day. */
  readonly time: string | null
}

/** In whole days; null where it begins or ends within one. */
function lengthOf(event: IcsEvent, start: Moment): number | null {
  const end = event.properties.get('DTEND')?.[0]
  const duration = event.properties.get('DURATION')?.[0]
  if (start.time !== null && start.time !== '000000') return null
  if (end) {
    const { day, time } = momentOf(end)
    // The end is the first moment that is not of it; some write the last one that is.
    if (time === null || time === '000000')
      return Math.max(day - start.day, start.time === null ? 1 : 0) || null
    return /^2359/.test(time) ? day - start.day + 1 : null
  }
  if (duration) return wholeDays(duration)
  return start.time === null ? 1 : null
}

function wholeDays({ value, line }: IcsProperty): number | null {
  const [whole, weeks = '0', days = '0', hours = '0', rest] =
    /^\+?P(?:(\d{1,4})W)?(?:(\d{1,4})D)?(?:T(?:(\d{1,4})H)?(\d[\dMS]*)?)?$/i.exec(value.trim()) ?? []
  if (whole === undefined) throw unreadable(`'${value.slice(0, 40)}' is no duration`, line)
  const count = Number(weeks) * 7 + Number(days) + Number(hours) / 24
  return Number.isInteger(count) && count > 0 && !/[1-9]/.test(rest ?? '') ? count : null
}

function momentOf({ value, line }: IcsProperty): Moment {
  const [, date = '', time = null] = /^(\d{8})(?:T(\d{6})Z?)?$/i.exec(value.trim()) ?? []
  const day = dayOf(date)
  if (day === null) throw unreadable(`'${value.slice(0, 40)}' is no date such as 20261225`, line)
  return { day, time }
}

const datesOf = (event: IcsEvent, name: string): number[] =>
  (event.properties.get(name) ?? []).flatMap((property) =>
    property.value.split(',').map((value) => momentOf({ ...property, value: value.split('/')[0]! }).day),
  )

const textOf = (event: IcsEvent, name: string): string | null =>
  event.properties.get(name)?.[0]?.value.trim() ?? null

const unescaped = (text: string) =>
  text.replace(/\\([nN,;\\])/g, (_, character: string) => (/n/i.test(character) ? ' ' : character))

/** The days of a rule that comes every year, as RRULE of RFC 5545 has it: of each day it is asked whether it is one. */
import { dayOf, partsOf } from './days.ts'

export interface YearlyRule {
  readonly interval: number
  readonly count: number | null
  /** The last day that may be one; null for no end. */
  readonly until: number | null
  readonly months: readonly number[] | null
  /** Of a month: -1 is its last. */
  readonly monthDays: readonly number[] | null
  /** ISO weekday, and which of its kind in the month, or in the year without months: -1 is the last, null for each. */
  readonly weekdays: readonly { readonly weekday: number; readonly nth: number | null }[] | null
}

const weekdayNames = ['MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU']

/** @returns what is not understood of it, in words, where something is not */
export function parseYearlyRule(text: string): YearlyRule | { readonly problem: string } {
  const parts = new Map(
    text.split(';').map((part) => {
      const [name = '', value = ''] = part.split('=')
      return [name.trim().toUpperCase(), value.trim().toUpperCase()] as const
    }),
  )
  const frequency = parts.get('FREQ') ?? ''
  if (frequency !== 'YEARLY')
    return { problem: `comes ${frequency.toLowerCase() || 'nobody knows how often'}, not yearly` }
  const odd = [...parts.keys()].find((name) => !known.includes(name))
  if (odd !== undefined) return { problem: `comes by ${odd.slice(0, 20)}, which is not understood here` }
  const interval = number(parts.get('INTERVAL') ?? '1')
  const count = parts.has('COUNT') ? number(parts.get('COUNT')!) : null
  const until = parts.has('UNTIL') ? dayOf(parts.get('UNTIL')!.slice(0, 8)) : null
  const months = list(parts.get('BYMONTH'), (one) => within(number(one), 1, 12))
  const monthDays = list(parts.get('BYMONTHDAY'), (one) => within(number(one), -31, 31))
  const weekdays = list(parts.get('BYDAY'), toWeekday)
  const isOdd =
    !(interval >= 1) ||
    (count !== null && !(count >= 1)) ||
    (parts.has('UNTIL') && until === null) ||
    [months, monthDays, weekdays].some((all) => all?.some((one) => one === null))
  if (isOdd) return { problem: `comes by the rule '${text.slice(0, 80)}', which makes no sense` }
  return { interval, count, until, months, monthDays, weekdays } as YearlyRule
}

const known = ['FREQ', 'INTERVAL', 'COUNT', 'UNTIL', 'BYMONTH', 'BYMONTHDAY', 'BYDAY', 'WKST']
const number = (text: string) => (/^[+-]?\d{1,4}$/.test(text) ? Number(text) : Number.NaN)
const within = (value: number, least: number, most: number) =>
  value >= least && value <= most && value !== 0 ? value : null
const list = <T>(text: string | undefined, parse: (one: string) => T): T[] | null =>
  text === undefined ? null : text.split(',').map(parse)

function toWeekday(text: string): { weekday: number; nth: number | null } | null {
  const [, nth = '', name = ''] = /^([+-]?\d{0,2})([A-Z]{2})$/.exec(text) ?? []
  const weekday = weekdayNames.indexOf(name) + 1
  if (weekday === 0 || nth === '0') return null
  return { weekday, nth: nth === '' ? null : Number(nth) }
}

/** From its first day to the last that is asked for, as days since 1970. */
export function daysOfRule(rule: YearlyRule, first: number, last: number): number[] {
  const start = partsOf(first)
  const end = Math.min(last, rule.until ?? last)
  const found: number[] = []
  for (let year = start.year; year <= partsOf(end).year; year += rule.interval)
    for (const month of rule.months ?? monthsOf(rule, start.month)) {
      const length = lengthOf(year, month)
      for (let date = 1; date <= length; date++) {
        const day = Date.UTC(year, month - 1, date) / 86_400_000
        if (day < first || day > end || !isOf(rule, { year, month, date, length, day }, start.date)) continue
        found.push(day)
      }
    }
  const inOrder = found.sort((one, other) => one - other)
  return rule.count === null ? inOrder : inOrder.slice(0, rule.count)
}

/** Without a month, a date is the first's, and all else is of any month. */
const monthsOf = ({ monthDays, weekdays }: YearlyRule, month: number) =>
  monthDays === null && weekdays === null ? [month] : [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]

const lengthOf = (year: number, month: number) => new Date(Date.UTC(year, month, 0)).getUTCDate()

interface Day {
  readonly year: number
  readonly month: number
  readonly date: number
  /** Of its month. */
  readonly length: number
  readonly day: number
}

function isOf({ months, monthDays, weekdays }: YearlyRule, one: Day, firstDate: number): boolean {
  const { date, day, length, year } = one
  if (monthDays === null && weekdays === null) return date === firstDate
  if (monthDays !== null && !monthDays.includes(date) && !monthDays.includes(date - length - 1)) return false
  if (weekdays === null) return true
  const weekday = ((((day + 3) % 7) + 7) % 7) + 1
  const january = Date.UTC(year, 0, 1) / 86_400_000
  const december = Date.UTC(year, 11, 31) / 86_400_000
  const [before, after] = months === null ? [day - january, december - day] : [date - 1, length - date]
  return weekdays.some(
    ({ nth, weekday: wanted }) =>
      wanted === weekday &&
      (nth === null || (nth > 0 ? Math.floor(before / 7) + 1 === nth : -(Math.floor(after / 7) + 1) === nth)),
  )
}

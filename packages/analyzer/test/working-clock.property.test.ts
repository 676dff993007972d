/** Working time against a walk over every minute, whose local time another route to the zones tells. */
import { type Calendar, defaultCalendar } from '@upflow/model'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { calendarProblems, createWorkingClock, parseInstant } from '../src/index.ts'

const rounds = Number(process.env.UPFLOW_CLOCK_RUNS ?? 150)
const zones = [
  'UTC',
  'Europe/Berlin',
  'America/New_York',
  'America/St_Johns',
  'Asia/Kolkata',
  'Asia/Kathmandu',
  'Australia/Lord_Howe',
  'Pacific/Apia',
  'Africa/Casablanca',
]
/** Around changes of offset, the skipped day of Apia among them, and of years and days. */
const near = [
  '2024-03-31T01:00:00Z',
  '2024-10-27T01:00:00Z',
  '2024-03-10T07:00:00Z',
  '2024-11-03T05:30:00Z',
  '2024-04-06T15:00:00Z',
  '2024-10-05T15:30:00Z',
  '2011-12-30T10:00:00Z',
  '2023-12-31T23:00:00Z',
  '2024-03-10T02:00:00Z',
  '1999-03-28T01:00:00Z',
].map(parseInstant)

const time = fc
  .integer({ min: 0, max: 96 })
  .map(
    (quarter) =>
      `${String(Math.floor(quarter / 4)).padStart(2, '0')}:${String((quarter % 4) * 15).padStart(2, '0')}`,
  )
const calendar: fc.Arbitrary<Calendar> = fc
  .record({
    timeZone: fc.constantFrom(...zones),
    workingDays: fc.subarray([1, 2, 3, 4, 5, 6, 7], { minLength: 1 }),
    hours: fc
      .tuple(time, time)
      .filter(([a, b]) => a !== b)
      .map((pair) => pair.sort()),
    holidays: fc.subarray([
      '2024-03-31',
      '2024-10-28',
      '2024-11-03',
      '2024-01-01',
      '2011-12-31',
      '2024-04-07',
    ]),
  })
  .map(({ hours: [from, to], ...rest }) => ({ ...rest, from: from!, to: to! }))

const formats = new Map<string, Intl.DateTimeFormat>()
function localOf(minute: number, timeZone: string) {
  const format =
    formats.get(timeZone) ??
    new Intl.DateTimeFormat('en-CA', {
      timeZone,
      hourCycle: 'h23',
      weekday: 'short',
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      hour: '2-digit',
      minute: '2-digit',
    })
  formats.set(timeZone, format)
  const parts = Object.fromEntries(
    format.formatToParts(minute * 1_000).map(({ type, value }) => [type, value]),
  )
  return {
    weekday: ['', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'].indexOf(parts.weekday!),
    date: `${parts.year}-${parts.month}-${parts.day}`,
    time: `${parts.hour}:${parts.minute}`,
  }
}

function walk(from: number, to: number, { timeZone, workingDays, holidays, ...hours }: Calendar): number {
  let seconds = 0
  for (let minute = from; minute < to; minute += 60) {
    const local = localOf(minute, timeZone)
    const works = workingDays.includes(local.weekday) && !holidays.includes(local.date)
    if (works && local.time >= hours.from && local.time < hours.to) seconds += 60
  }
  return seconds
}

describe('a working clock', () => {
  it('counts what a walk over every minute counts', () => {
    const span = fc.record({
      about: fc.constantFrom(...near),
      before: fc.integer({ min: 0, max: 3_000 }),
      lasts: fc.integer({ min: 0, max: 4_000 }),
    })
    fc.assert(
      fc.property(calendar, span, (one, { about, before, lasts }) => {
        const from = about - before * 60
        const to = from + lasts * 60
        expect(createWorkingClock(one)(from, to)).toBe(walk(from, to, one))
      }),
      { numRuns: rounds },
    )
  })

  it('says the same whatever it was asked before, to the second, and adds up', () => {
    const instant = fc.integer({
      min: parseInstant('1995-01-01T00:00:00Z'),
      max: parseInstant('2035-01-01T00:00:00Z'),
    })
    fc.assert(
      fc.property(calendar, fc.array(instant, { minLength: 3, maxLength: 3 }), (one, instants) => {
        const [a, b, c] = instants.sort((x, y) => x - y) as [number, number, number]
        const clock = createWorkingClock(one)
        expect(clock(b, c) + clock(a, b)).toBe(clock(a, c))
        expect(createWorkingClock(one)(a, c)).toBe(clock(a, c))
        expect(clock(a, a + 1)).toBeLessThanOrEqual(1)
      }),
      { numRuns: rounds },
    )
  })

  it.each([
    ['a repeated hour counts twice', '2024-10-26T22:00:00Z', '2024-10-27T23:00:00Z', 25],
    ['a skipped one never', '2024-03-30T23:00:00Z', '2024-03-31T22:00:00Z', 23],
  ])('%s', (_, from, to, hours) => {
    const around = {
      ...defaultCalendar,
      timeZone: 'Europe/Berlin',
      workingDays: [7],
      from: '00:00',
      to: '24:00',
    }
    expect(createWorkingClock(around)(parseInstant(from), parseInstant(to))).toBe(hours * 3_600)
  })
})

it.each([
  [{ timeZone: 'Mars/Olympus' }, /no time zone/],
  [{ timeZone: '+05:30' }, /'\+05:30' is no time zone: write an IANA name/],
  [{ timeZone: '2020-01-01T00:00[Europe/Berlin]' }, /no time zone/],
  [{ workingDays: [] }, /no working day/],
  [{ workingDays: [0] }, /'0' is no weekday/],
  [{ from: '22:00', to: '06:00' }, /on the same day/],
  [{ from: '9:00' }, /'9:00' is no time of day/],
  [{ to: '24:30' }, /'24:30' is no time of day/],
  [{ holidays: ['2024-02-30'] }, /'2024-02-30' is no date/],
])('refuses %o', (wrong, why) => {
  expect(calendarProblems({ ...defaultCalendar, ...wrong })).toEqual([
    { field: Object.keys(wrong).at(-1), problem: expect.stringMatching(why) },
  ])
  expect(() => createWorkingClock({ ...defaultCalendar, ...wrong })).toThrow(why)
})

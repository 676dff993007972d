/** Holidays from iCalendar files as they are found in the wild, and what is said of those that cannot be read. */
import { describe, expect, it } from 'vitest'
import { readHolidays } from '../src/index.ts'

const years = { from: 2024, to: 2026 }

const file = (...events: readonly (readonly string[])[]) =>
  [
    'BEGIN:VCALENDAR',
    'PRODID:-//Holidays//EN',
    'VERSION:2.0',
    'BEGIN:VTIMEZONE',
    'TZID:Europe/Berlin',
    'BEGIN:STANDARD',
    'DTSTART:16010101T000000',
    'RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10',
    'END:STANDARD',
    'END:VTIMEZONE',
    ...events.flatMap((lines) => ['BEGIN:VEVENT', ...lines, 'END:VEVENT']),
    'END:VCALENDAR',
    '',
  ].join('\r\n')

const datesOf = (...lines: readonly string[]) =>
  readHolidays(file(lines), years).holidays.map(({ date }) => date)

describe('an event', () => {
  it.each<[what: string, lines: readonly string[], dates: readonly string[]]>([
    ['of one day', ['DTSTART;VALUE=DATE:20241225', 'DTEND;VALUE=DATE:20241226'], ['2024-12-25']],
    ['of one day without an end', ['DTSTART;VALUE=DATE:20241225'], ['2024-12-25']],
    [
      'that ends where it begins',
      ['DTSTART;VALUE=DATE:20241225', 'DTEND;VALUE=DATE:20241225'],
      ['2024-12-25'],
    ],
    [
      'of several days, the end not of it',
      ['DTSTART;VALUE=DATE:20240430', 'DTEND;VALUE=DATE:20240503'],
      ['2024-04-30', '2024-05-01', '2024-05-02'],
    ],
    ['that lasts days', ['DTSTART;VALUE=DATE:20240228', 'DURATION:P2D'], ['2024-02-28', '2024-02-29']],
    [
      'from midnight to midnight of a zone',
      ['DTSTART;TZID=Europe/Berlin:20241003T000000', 'DTEND;TZID=Europe/Berlin:20241004T000000'],
      ['2024-10-03'],
    ],
    [
      'that ends a second before midnight',
      ['DTSTART:20241003T000000', 'DTEND:20241003T235959'],
      ['2024-10-03'],
    ],
    ['that lasts 24 hours', ['DTSTART:20241003T000000Z', 'DURATION:PT24H'], ['2024-10-03']],
    [
      'with a zone in quotes, in lower case, and its own parameters',
      ['dtstart;tzid="Europe/Berlin; or so: there";value=date:20241225'],
      ['2024-12-25'],
    ],
    ['of another century of years', ['DTSTART;VALUE=DATE:20190101'], []],
    [
      'with dates beside its own, and without one',
      ['DTSTART;VALUE=DATE:20240101', 'RDATE;VALUE=DATE:20250102,20260102', 'EXDATE;VALUE=DATE:20240101'],
      ['2025-01-02', '2026-01-02'],
    ],
  ])('%s', (_, lines, dates) => {
    expect(datesOf(...lines)).toEqual(dates)
  })
})

describe('an event that comes every year', () => {
  it.each<[what: string, start: string, rule: string, dates: readonly string[]]>([
    ['by its date', '19491225', '', ['2024-12-25', '2025-12-25', '2026-12-25']],
    ['until a day', '20200501', ';UNTIL=20250501', ['2024-05-01', '2025-05-01']],
    ['until a moment', '20200501', ';UNTIL=20250430T220000Z', ['2024-05-01']],
    ['so many times', '20230101', ';COUNT=2', ['2024-01-01']],
    ['every second year', '20220606', ';INTERVAL=2', ['2024-06-06', '2026-06-06']],
    ['on the 29th of February', '20200229', '', ['2024-02-29']],
    [
      'on the fourth Thursday of November',
      '20101125',
      ';BYMONTH=11;BYDAY=4TH',
      ['2024-11-28', '2025-11-27', '2026-11-26'],
    ],
    [
      'on the last Monday of May',
      '20100531',
      ';BYDAY=-1MO;BYMONTH=5',
      ['2024-05-27', '2025-05-26', '2026-05-25'],
    ],
    ['on the first Monday of a year', '20100104', ';BYDAY=1MO', ['2024-01-01', '2025-01-06', '2026-01-05']],
    [
      'on the last day of a month',
      '20100228',
      ';BYMONTH=2;BYMONTHDAY=-1',
      ['2024-02-29', '2025-02-28', '2026-02-28'],
    ],
    [
      'on a Friday the 13th, of any month',
      '20240101',
      ';BYDAY=FR;BYMONTHDAY=13;WKST=MO',
      ['2024-09-13', '2024-12-13', '2025-06-13', '2026-02-13', '2026-03-13', '2026-11-13'],
    ],
    ['on a day that there is not', '20240101', ';BYMONTH=2;BYMONTHDAY=30', []],
    [
      'in two months',
      '20240105',
      ';BYMONTH=1,7;UNTIL=20251231',
      ['2024-01-05', '2024-07-05', '2025-01-05', '2025-07-05'],
    ],
  ])('%s', (_, start, rule, dates) => {
    expect(datesOf(`DTSTART;VALUE=DATE:${start}`, `RRULE:FREQ=YEARLY${rule}`)).toEqual(dates)
  })

  it('without the days that are excepted, or stand elsewhere for once', () => {
    const text = file(
      [
        'UID:new-year',
        'SUMMARY:New Year',
        'DTSTART;VALUE=DATE:20200101',
        'RRULE:FREQ=YEARLY',
        'EXDATE;VALUE=DATE:20240101',
      ],
      [
        'UID:new-year',
        'SUMMARY:New Year (observed)',
        'RECURRENCE-ID;VALUE=DATE:20260101',
        'DTSTART;VALUE=DATE:20260102',
      ],
    )
    expect(readHolidays(text, years).holidays).toEqual([
      { date: '2025-01-01', name: 'New Year' },
      { date: '2026-01-02', name: 'New Year (observed)' },
    ])
  })
})

it('lines are unfolded, names unescaped, alarms passed over, and each date is there once', () => {
  const text = [
    '\uFEFFBEGIN:VCALENDAR',
    'BEGIN:VEVENT',
    'SUMMARY:Peace\\, Freed',
    ' om\\nand',
    '\t Bread',
    'DTSTART;VALUE=DA',
    ' TE:20240501',
    'BEGIN:VALARM',
    'TRIGGER:-P1D',
    'SUMMARY:Not this',
    'END:VALARM',
    'END:VEVENT',
    'BEGIN:VEVENT',
    'SUMMARY:Again',
    'DTSTART:20240501',
    'END:VEVENT',
    'END:VCALENDAR',
  ].join('\n')
  expect(readHolidays(text, years)).toEqual({
    holidays: [{ date: '2024-05-01', name: 'Peace, Freedom and Bread' }],
    leftOut: [],
  })
})

it.each<[why: RegExp, lines: readonly string[]]>([
  [/of some hours/, ['DTSTART:20240501T090000Z', 'DTEND:20240501T100000Z']],
  [/of some hours/, ['DTSTART:20240501T000000', 'DTEND:20240501T120000']],
  [/of some hours/, ['DTSTART:20240501T000000']],
  [/cancelled/, ['DTSTART;VALUE=DATE:20240501', 'STATUS:CANCELLED']],
  [/weekly, not yearly/, ['DTSTART;VALUE=DATE:20240501', 'RRULE:FREQ=WEEKLY']],
  [/by BYSETPOS/, ['DTSTART;VALUE=DATE:20240501', 'RRULE:FREQ=YEARLY;BYSETPOS=1;BYDAY=MO']],
  [/makes no sense/, ['DTSTART;VALUE=DATE:20240501', 'RRULE:FREQ=YEARLY;BYMONTH=13']],
  [/makes no sense/, ['DTSTART;VALUE=DATE:20240501', 'RRULE:FREQ=YEARLY;INTERVAL=0']],
  [/lasts 365 days/, ['DTSTART;VALUE=DATE:20240101', 'DTEND;VALUE=DATE:20241231']],
  [/before 1900/, ['DTSTART;VALUE=DATE:18010101', 'RRULE:FREQ=YEARLY;COUNT=9999']],
])('what is no holiday is left out, and why: %s', (why, lines) => {
  const text = file(['SUMMARY:Odd', ...lines], ['SUMMARY:Even', 'DTSTART;VALUE=DATE:20241225'])
  expect(readHolidays(text, years)).toEqual({
    holidays: [{ date: '2024-12-25', name: 'Even' }],
    leftOut: [{ name: 'Odd', why: expect.stringMatching(why) }],
  })
})

it.each<[why: RegExp, text: string]>([
  [/is empty/, ''],
  [/line 1: it begins with '<!DOCTYPE html>'/, '<!DOCTYPE html>\n<p>Sign in'],
  [/has no event/, file()],
  [/line 3: 'nonsense' is no line/, 'BEGIN:VCALENDAR\nVERSION:2.0\nnonsense\nEND:VCALENDAR'],
  [/ends within VEVENT/, file(['DTSTART:20240501']).split('END:VEVENT')[0]!],
  [/END:VEVENT stands without its BEGIN/, 'BEGIN:VCALENDAR\nEND:VEVENT'],
  [/line 11: an event has no DTSTART/, file(['SUMMARY:Some day'])],
  [/line 12: '20240231' is no date/, file(['DTSTART;VALUE=DATE:20240231'])],
  [/line 12: 'tomorrow' is no date/, file(['DTSTART:tomorrow'])],
  [/'two days' is no duration/, file(['DTSTART:20240501', 'DURATION:two days'])],
])('an odd file is refused with what is wrong: %s', (why, text) => {
  expect(() => readHolidays(text, years)).toThrow(
    expect.objectContaining({ code: 'settings/unreadable-holidays', message: expect.stringMatching(why) }),
  )
})

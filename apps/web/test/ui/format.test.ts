/** What people read: durations as on the command line, instants of the organization's zone, counts. */
import { describe, expect, it } from 'vitest'
import { tickLabel } from '../../ui/charts/duration-axis.ts'
import { formatAgo } from '../../ui/format/ago.ts'
import {
  formatChange,
  formatDeploy,
  formatDuration,
  formatExact,
  formatLong,
} from '../../ui/format/duration.ts'
import { fromLocalTime, toInstantText, toLocalTime } from '../../ui/format/local-time.ts'
import { formatCount, formatList, formatPlural, formatShare } from '../../ui/format/number.ts'
import { zoneOf } from '../../ui/format/zone.ts'

const at = (iso: string) => Date.parse(iso) / 1_000

describe('durations', () => {
  // The command line's own test has the same rows.
  it.each([
    [null, '–'],
    [0, '0 s'],
    [42, '42 s'],
    [59.4, '59 s'],
    [60, '1.0 min'],
    [750, '12.5 min'],
    [3_600, '1.0 h'],
    [18_720, '5.2 h'],
    [86_400, '1.0 d'],
    [293_760, '3.4 d'],
    [99.9 * 86_400, '99.9 d'],
    // What rounds up to a hundred days is a hundred days.
    [99.97 * 86_400, '100 d'],
    [4_162.3 * 86_400, '4,162 d'],
  ])('%s seconds are %s, as upflow report prints them', (seconds, text) =>
    expect(formatDuration(seconds)).toBe(text),
  )

  it.each([
    [null, '–'],
    [42, '42 s'],
    [750, '12.5 min'],
    [293_760, '81.6 h'],
    [4_215_233, '1,171 h'],
  ])(
    '%s seconds of working time are %s: never days, which have other hours in every calendar',
    (seconds, text) => expect(formatDuration(seconds, 'working')).toBe(text),
  )

  it('of working time have no days where they are finer either', () => {
    expect(formatLong(4_215_233, 'working')).toBe('1,171 h')
    expect(formatLong(293_760, 'working')).toBe('81.6 h')
    expect(formatExact(4_215_233, 'working')).toBe('1,170 h 53 min 53 s')
    expect(tickLabel(4 * 86_400, 'working')).toBe('96 h')
    expect(tickLabel(4 * 86_400)).toBe('4 d')
  })

  it('of a deploy say the merge, and of a weekend that it took no working time', () => {
    expect(formatDeploy(0)).toBe('at merge')
    expect(formatDeploy(0, 'working')).toBe('0 s')
    expect(formatDeploy(293_760, 'working')).toBe('81.6 h')
  })

  it.each([
    [null, '–'],
    [18_720, '5.2 h'],
    [4_215_233, '48 d 18.9 h'],
    [5_445_294, '63 d 0.6 h'],
    // An hour that rounds up to the next day is that day.
    [86_400 + 86_390, '2 d 0.0 h'],
    [100 * 86_400 - 10, '100 d 0 h'],
    [45_526 * 86_400 + 2.4 * 3_600, '45,526 d 2 h'],
  ])('%s seconds with their days apart are %s', (seconds, text) => expect(formatLong(seconds)).toBe(text))

  it.each([
    [null, '–'],
    [0, '0 s'],
    [4_215_233, '48 d 18 h 53 min 53 s'],
    [3_660, '1 h 1 min'],
  ])('%s seconds to the second are %s', (seconds, text) => expect(formatExact(seconds)).toBe(text))

  it.each([
    [110, 100, '+10 %'],
    [50, 100, '−50 %'],
    [100.2, 100, '±0 %'],
    [5, 0, null],
    [null, 5, null],
  ])('from %s to %s the change is %s', (now, before, text) => expect(formatChange(now, before)).toBe(text))
})

describe('a zone', () => {
  it('shows instants as its people see them', () => {
    const tokyo = zoneOf('Asia/Tokyo')
    expect(tokyo.dateTime(at('2023-06-29T16:41:38Z'))).toBe('30 Jun 2023, 01:41')
    expect(tokyo.day(at('2023-06-29T16:41:38Z'))).toBe('2023-06-30')
  })

  it('begins its days at its own midnights, before and after the clocks change', () => {
    const berlin = zoneOf('Europe/Berlin')
    const dayNumber = (day: string) => at(`${day}T00:00:00Z`) / 86_400
    expect(berlin.startOfDay(dayNumber('2026-03-29'))).toBe(at('2026-03-28T23:00:00Z'))
    expect(berlin.startOfDay(dayNumber('2026-03-30'))).toBe(at('2026-03-29T22:00:00Z'))
    expect(berlin.startOfDay(dayNumber('2026-10-26'))).toBe(at('2026-10-25T23:00:00Z'))
  })

  it('begins a day whose midnight is skipped when its clock goes on', () => {
    const cairo = zoneOf('Africa/Cairo')
    const start = cairo.startOfDay(at('2026-04-24T00:00:00Z') / 86_400)
    expect(cairo.dateTime(start)).toBe('24 Apr 2026, 01:00')
    expect(cairo.day(start - 1)).toBe('2026-04-23')
  })
})

describe('a time that is typed', () => {
  const berlin = zoneOf('Europe/Berlin')
  it.each([
    ['2026-05-01T09:00', '2026-05-01T07:00:00Z'],
    ['2026-01-01T00:30', '2025-12-31T23:30:00Z'],
    // The clock goes from 02:00 to 03:00, so that 02:30 is 03:30.
    ['2026-03-29T02:30', '2026-03-29T01:30:00Z'],
    // It goes from 03:00 to 02:00, so that 02:30 is twice: the first.
    ['2026-10-25T02:30', '2026-10-25T00:30:00Z'],
    ['2026-10-25T03:30', '2026-10-25T02:30:00Z'],
  ])('%s in Berlin is %s', (typed, instant) =>
    expect(toInstantText(fromLocalTime(typed, berlin)!)).toBe(instant),
  )

  it('is shown as it was typed, in every hour of a year', () => {
    for (let at = Date.UTC(2026, 0, 1) / 1_000; at < Date.UTC(2027, 0, 1) / 1_000; at += 3_600) {
      const typed = toLocalTime(at, berlin)
      expect(toLocalTime(fromLocalTime(typed, berlin)!, berlin)).toBe(typed)
    }
  })

  it('may be nothing', () => expect(fromLocalTime('', berlin)).toBeNull())
})

describe('numbers', () => {
  it('are short, and never hide what is there', () => {
    expect(formatCount(1_276)).toBe('1,276')
    expect(formatShare(0.464)).toBe('46 %')
    expect(formatShare(0.001)).toBe('<1 %')
    expect(formatShare(0)).toBe('0 %')
    expect(formatShare(null)).toBe('–')
    expect(formatPlural(1, 'pull request')).toBe('1 pull request')
    expect(formatPlural(2, 'repository', 'repositories')).toBe('2 repositories')
    expect(formatList(['a', 'b', 'c'])).toBe('a, b and c')
  })

  it('of the past are rough', () => {
    expect(formatAgo(1_000, 1_030)).toBe('just now')
    expect(formatAgo(1_000, 1_000 + 3 * 3_600 + 5)).toBe('3 hours ago')
    expect(formatAgo(2_000, 1_000)).toBe('just now')
  })
})

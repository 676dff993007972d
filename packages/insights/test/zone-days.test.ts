import { parseInstant, toIso } from '@upflow/model'
import { expect, it } from 'vitest'
import { dayOf, startOfDay } from '../src/index.ts'

it.each([
  ['UTC', '2026-01-31', '2026-01-31T00:00:00'],
  ['a half-hour offset', '2026-01-31', '2026-01-30T18:30:00', 'Asia/Kolkata'],
  ['summer', '2026-07-01', '2026-06-30T22:00:00', 'Europe/Berlin'],
  ['a midnight that is skipped', '2018-11-04', '2018-11-04T03:00:00', 'America/Sao_Paulo'],
  ['a midnight that comes twice', '2018-02-18', '2018-02-18T03:00:00', 'America/Sao_Paulo'],
  ['the first century', '0050-06-15', '0050-06-15T00:00:00'],
  ['the year before the first', '0000-01-01', '0000-01-01T00:00:00'],
  ['the day after one that was skipped', '2011-12-31', '2011-12-30T10:00:00', 'Pacific/Apia'],
])('a day begins: %s', (_, day, utc, timeZone = 'UTC') => {
  const start = startOfDay(day, timeZone)
  expect(toIso(start)).toContain(utc)
  expect(dayOf(start, timeZone)).toBe(day)
  expect(dayOf(start - 1, timeZone)).not.toBe(day)
})

it.each([
  ['before it', '2009-11-01T02:30:59Z', '2009-11-01'],
  ['when it is put back', '2009-11-01T02:31:00Z', '2009-10-31'],
  ['an hour later', '2009-11-01T03:30:00Z', '2009-11-01'],
])('a clock that is put back a minute past midnight shows the day that it shows: %s', (_, at, day) => {
  expect(dayOf(parseInstant(at), 'America/St_Johns')).toBe(day)
})

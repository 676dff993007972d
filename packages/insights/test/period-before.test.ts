/** Which period another is compared with. */
import { expect, it } from 'vitest'
import { periodBefore } from '../src/period-before.ts'

const at = (iso: string) => Date.parse(iso) / 1_000
const berlin = 'Europe/Berlin'

it.each([
  ['a month after summer time began', '2026-03-31T22:00Z', '2026-04-30T22:00Z', false, '2026-03-01T23:00Z'],
  ['a week in which it began', '2026-03-24T23:00Z', '2026-03-31T22:00Z', false, '2026-03-17T23:00Z'],
  [
    'whole days until now: as many, today among them',
    '2026-04-09T22:00Z',
    '2026-04-11T12:00Z',
    true,
    '2026-04-07T22:00Z',
  ],
  [
    'one that begins within a day: as long',
    '2026-04-10T00:00Z',
    '2026-04-10T06:00Z',
    false,
    '2026-04-09T18:00Z',
  ],
  [
    'one that ends within a day: as long',
    '2026-04-09T22:00Z',
    '2026-04-10T06:00Z',
    false,
    '2026-04-09T14:00Z',
  ],
])('of %s', (_, since, until, isOpenEnded, before) => {
  expect(periodBefore({ since: at(since), until: at(until), isOpenEnded }, berlin)).toEqual({
    since: at(before),
    until: at(since),
  })
})

/** Pickup with and without bots: the list behind each group is of the days of the view's period. */
import { describe, expect, it } from 'vitest'
import { periodDays } from '../../ui/app/period-days.ts'
import type { View } from '../../ui/app/view.ts'
import { toPickupList } from '../../ui/reviews/pickup-words.ts'

const today = '2026-09-10'
const behind = { sort: 'pickup', whole: 'true' }

describe('the list behind', () => {
  it.each<[View, string, View]>([
    [{ author: ['ann'] }, 'acme/app', { ...behind, author: ['ann'], period: '90d', repo: ['acme/app'] }],
    [{ period: 'all' }, '2024-02', { ...behind, from: '2024-02-01', to: '2024-02-29' }],
    [{ period: '30d' }, '2026-08', { ...behind, from: '2026-08-12', to: '2026-08-31' }],
    [{ period: '30d' }, '2026-09', { ...behind, from: '2026-09-01', to: '2026-09-30' }],
    [
      { from: '2026-01-10', to: '2026-01-20' },
      '2026-01',
      { ...behind, from: '2026-01-10', to: '2026-01-20' },
    ],
    [{ to: '2026-01-20' }, '2026-01', { ...behind, from: '2026-01-01', to: '2026-01-20' }],
  ])('of %j, %s', (view, name, list) => expect(toPickupList(view, name, today)).toEqual(list))
})

it('the days of a period are those that the API gives it', () => {
  expect(periodDays({ period: '1d' }, today)).toEqual({ from: today })
  expect(periodDays({}, today)).toEqual({ from: '2026-06-13' })
})

/** Pickup with and without bots, in a sentence, and the list behind it. */
import type { PickupGroup } from '../api/types.ts'
import { periodDays } from '../app/period-days.ts'
import type { View } from '../app/view.ts'
import { mergedList } from '../figures/merged-list.ts'
import { type Clock, formatDuration } from '../format/duration.ts'
import { formatCount } from '../format/number.ts'

/** `median 5 h of 12 until a person responded, 10 min of 14 with bots` */
export const pickupWords = (
  { people, withBots }: Pick<PickupGroup, 'people' | 'withBots'>,
  clock: Clock,
): string =>
  `median ${formatDuration(people.medianSeconds, clock)} of ${formatCount(people.n)} until a person responded, ${formatDuration(withBots.medianSeconds, clock)} of ${formatCount(withBots.n)} with bots`

/**
 * What was merged of a group, in the days of the view's period.
 * @param name a repository, or a month such as `2026-01`
 * @param today in the organization's zone
 */
export function toPickupList(view: View, name: string, today: string): View {
  const list: View = { ...mergedList(view), sort: 'pickup' }
  if (!/^\d{4}-\d{2}$/.test(name)) return { ...list, repo: [name] }
  const { from: first = '', to: last = '9999' } = periodDays(view, today)
  const days = [`${name}-01`, lastDayOf(name)] as const
  const { period: _, ...rest } = list
  return { ...rest, from: [first, days[0]].sort()[1]!, to: [last, days[1]].sort()[0]! }
}

const lastDayOf = (month: string): string => {
  const [year, number] = month.split('-').map(Number)
  return new Date(Date.UTC(year!, number!, 0)).toISOString().slice(0, 10)
}

/** The lists behind releases: of the same scope, whenever it was merged. */
import type { ReleaseBatch } from '../api/types.ts'
import { toLinkFilter } from '../app/filter-words.ts'
import { periodDays } from '../app/period-days.ts'
import type { View } from '../app/view.ts'

/** What was released in the period of a view. @param today in the organization's zone */
export function toReleased(view: View, today: string): View {
  const { from: _, to: __, ...scope } = toLinkFilter(view)
  const { from, to } = periodDays(view, today)
  return {
    ...scope,
    period: 'all',
    released: 'true',
    ...(from && { releasedFrom: from }),
    ...(to && { releasedTo: to }),
  }
}

/** Of that, what waited for it. */
export function toWaitList(view: View, today: string): View {
  const { released: _, ...list } = toReleased(view, today)
  return { ...list, batched: 'true', whole: 'true' }
}

export function toReleaseList(view: View, { id, repository }: Pick<ReleaseBatch, 'id' | 'repository'>): View {
  const { from: _, to: __, ...scope } = toLinkFilter(view)
  return { ...scope, period: 'all', repo: [repository], releasedBy: id, whole: 'true' }
}

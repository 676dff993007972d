/** What the API is asked for the list of a view. */
import { toApiFilter } from '../app/filter-words.ts'
import type { View } from '../app/view.ts'
import { traitsOf } from './traits.ts'

/** A period is of what was merged in it, so that of other states there is none. */
export function toListQuery(view: View) {
  const state = view.state ?? 'merged'
  const { period, from, to, ...scope } = toApiFilter(view)
  const isMerged = state === 'merged'
  return {
    ...(isMerged ? { period, from, to } : {}),
    ...scope,
    ...traitsOf(view),
    state: state === 'all' ? undefined : state,
    sort: view.sort ?? (isMerged ? 'merged_at' : 'created_at'),
    order: view.order ?? 'desc',
  }
}

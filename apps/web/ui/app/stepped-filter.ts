/** The filter of what is told step by step, which has a beginning: the API's own default is shorter than the past. */
import { toApiFilter } from './filter-words.ts'
import type { View } from './view.ts'

/** All of the past: before this day there were no pull requests. */
const firstDay = '2008-01-01'

export function steppedFilter(view: View): ReturnType<typeof toApiFilter> {
  const filter = toApiFilter(view)
  const hasNoBeginning = view.period === 'all' || (view.from === undefined && view.to !== undefined)
  return hasNoBeginning ? { ...filter, from: firstDay } : filter
}

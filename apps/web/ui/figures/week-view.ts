/** The list behind a week or another step of a chart: what was merged in its days, of the same filter. */
import { toLinkFilter } from '../app/filter-words.ts'
import type { View } from '../app/view.ts'
import { addDays } from '../charts/week-labels.ts'

/** @param monday `2026-01-05` */
export const weekView = (view: View, monday: string): View => daysView(view, monday, 7)

/** @param first `2026-01-05` */
export function daysView(view: View, first: string, days: number): View {
  const { period: _, ...rest } = toLinkFilter(view)
  const last = addDays(first, days - 1)
  // A step that the period cuts has only the days that are in it.
  return {
    ...rest,
    from: rest.from !== undefined && rest.from > first ? rest.from : first,
    to: rest.to !== undefined && rest.to < last ? rest.to : last,
  }
}

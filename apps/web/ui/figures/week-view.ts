/** The list behind a week: what was merged from its Monday to its Sunday, of the same filter. */
import { toLinkFilter } from '../app/filter-words.ts'
import type { View } from '../app/view.ts'
import { addDays } from '../charts/week-labels.ts'

/** @param monday `2026-01-05` */
export function weekView(view: View, monday: string): View {
  const { period: _, ...rest } = toLinkFilter(view)
  const sunday = addDays(monday, 6)
  // A week that the period cuts has only the days that are in it.
  return {
    ...rest,
    from: rest.from !== undefined && rest.from > monday ? rest.from : monday,
    to: rest.to !== undefined && rest.to < sunday ? rest.to : sunday,
  }
}

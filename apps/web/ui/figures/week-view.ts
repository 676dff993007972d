/** The list behind a week or another step of a chart: what was merged in its days, of the same filter. */
import { periodDays } from '../app/period-days.ts'
import type { View } from '../app/view.ts'
import { addDays } from '../charts/week-labels.ts'
import { mergedList } from './merged-list.ts'

export interface Step {
  /** Its first, `2026-01-05`. */
  readonly day: string
  readonly days: number
}

/** @param today in the organization's zone */
export const weekView = (view: View, monday: string, today: string): View =>
  daysView(view, { day: monday, days: 7 }, today)

/** A step that the period cuts has only the days that are in it. @param today in the organization's zone */
export function daysView(
  view: View,
  { day, days }: Step,
  today: string,
): View & { readonly from: string; readonly to: string } {
  const { period: _, ...rest } = mergedList(view)
  const { from = '', to = '9999' } = periodDays(view, today)
  return { ...rest, from: [from, day].sort()[1]!, to: [to, addDays(day, days - 1)].sort()[0]! }
}

/** The days of a view's period, for what is asked of by days alone. */
import { addDays } from '../charts/week-labels.ts'
import { defaultPeriod } from './filter-words.ts'
import type { View } from './view.ts'

/** @param today in the organization's zone; none of its first and last that is not bounded */
export function periodDays(
  { period = defaultPeriod, from, to }: View,
  today: string,
): { readonly from?: string; readonly to?: string } {
  if (from !== undefined || to !== undefined) return { ...(from && { from }), ...(to && { to }) }
  return period === 'all' ? {} : { from: addDays(today, 1 - Number.parseInt(period, 10)) }
}

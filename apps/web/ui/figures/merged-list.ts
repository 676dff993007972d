/** The lists behind figures of what was merged: as they do, without what was not read whole. */
import type { Metric } from '../api/types.ts'
import { toLinkFilter } from '../app/filter-words.ts'
import type { View } from '../app/view.ts'

export const mergedList = (view: View): View => ({ ...toLinkFilter(view), whole: 'true' })

/** Of those, what a time is known of, the longest first. */
export const metricList = (view: View, metric: Metric): View => ({
  ...mergedList(view),
  sort: metric,
  metric,
})

/** How the times of a period lie; each bar leads to the pull requests in it. */
import { useQuery } from '@tanstack/react-query'
import { distributionQuery } from '../api/queries.ts'
import type { Report } from '../api/types.ts'
import { toApiFilter, toLinkFilter } from '../app/filter-words.ts'
import { useOrganizationId, useView } from '../app/organization.tsx'
import { DurationHistogram } from '../charts/duration-histogram.tsx'
import { formatCount } from '../format/number.ts'
import { type ChosenMetric, metricLabels } from './metric-choice.ts'

export function Distribution({ report: { clock }, metric }: { report: Report; metric: ChosenMetric }) {
  const org = useOrganizationId()
  const view = useView()
  const { data } = useQuery(distributionQuery(org, { ...toApiFilter(view), clock, metric }))
  if (!data) return null
  return (
    <DurationHistogram
      title={`${metricLabels[metric]}: how many took how long`}
      note={`${formatCount(data.n)} pull requests; each bar is about twice as long as the one before.`}
      bars={data.bars}
      list={{ ...toLinkFilter(view), sort: metric, whole: 'true', metric }}
    />
  )
}

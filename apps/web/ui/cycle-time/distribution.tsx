/** How the times of a period lie; each bar leads to the pull requests in it. */
import { useQuery } from '@tanstack/react-query'
import { distributionQuery } from '../api/queries.ts'
import type { Report } from '../api/types.ts'
import { toApiFilter } from '../app/filter-words.ts'
import { useOrganizationId, useView } from '../app/organization.tsx'
import { DurationHistogram } from '../charts/duration-histogram.tsx'
import { metricList } from '../figures/merged-list.ts'
import { formatPlural } from '../format/number.ts'
import { Asked } from '../parts/asked.tsx'
import { LinkedText } from '../parts/linked-text.tsx'
import { countPart } from '../parts/text-parts.ts'
import { type ChosenMetric, metricLabels } from './metric-choice.ts'

export function Distribution({ report: { clock }, metric }: { report: Report; metric: ChosenMetric }) {
  const org = useOrganizationId()
  const view = useView()
  const distribution = useQuery(distributionQuery(org, { ...toApiFilter(view), clock, metric }))
  return (
    <Asked asked={distribution} lines={8}>
      {({ bars, n }) => (
        <DurationHistogram
          title={`${metricLabels[metric]}: how many took how long`}
          note={
            <LinkedText
              parts={[
                countPart(n, formatPlural(n, 'pull request'), {}),
                { text: '; each bar is about twice as long as the one before.' },
              ]}
              list={metricList(view, metric)}
            />
          }
          bars={bars}
          list={metricList(view, metric)}
        />
      )}
    </Asked>
  )
}

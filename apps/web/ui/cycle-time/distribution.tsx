/** How the times of a period lie; each bar leads to the pull requests in it. */
import { useQuery } from '@tanstack/react-query'
import { distributionQuery } from '../api/queries.ts'
import type { Report } from '../api/types.ts'
import { toApiFilter, toLinkFilter } from '../app/filter-words.ts'
import { useOrganizationId, useView } from '../app/organization.tsx'
import { ChartFrame } from '../charts/chart-frame.tsx'
import { tickLabel } from '../charts/duration-axis.ts'
import { type Bar, histogram } from '../charts/histogram.ts'
import { HistogramBars } from '../charts/histogram-bars.tsx'
import { formatCount } from '../format/number.ts'
import { type ChosenMetric, metricLabels } from './metric-choice.ts'

export function Distribution({ report: { clock }, metric }: { report: Report; metric: ChosenMetric }) {
  const org = useOrganizationId()
  const view = useView()
  const { data } = useQuery(distributionQuery(org, { ...toApiFilter(view), clock, metric }))
  const bars = histogram(data?.bars ?? [])
  if (!data || bars.length === 0) return null
  const label = `${metricLabels[metric]}: how many took how long`
  const linkOf = ({ from, to }: Bar) => ({
    ...toLinkFilter(view),
    sort: metric,
    whole: 'true',
    metric,
    least: String(from),
    ...(to === null ? {} : { below: String(to) }),
  })
  return (
    <ChartFrame
      title={label}
      note={`${formatCount(data.n)} pull requests; each bar is about twice as long as the one before.`}
      height={190}
      draw={(width) => <HistogramBars bars={bars} width={width} height={190} label={label} linkOf={linkOf} />}
      table={{
        head: ['From', 'To', 'Pull requests'],
        rows: bars.map(({ count, from, to }) => [
          tickLabel(from),
          to === null ? 'longer' : tickLabel(to),
          formatCount(count),
        ]),
      }}
    />
  )
}

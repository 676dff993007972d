/** How the times of a period lie; of more than one answer of the list holds, it is left to the percentiles. */
import { useQuery } from '@tanstack/react-query'
import { pullsQuery } from '../api/queries.ts'
import type { Report } from '../api/types.ts'
import { toApiFilter } from '../app/filter-words.ts'
import { useOrganizationId, useView } from '../app/organization.tsx'
import { ChartFrame } from '../charts/chart-frame.tsx'
import { tickLabel } from '../charts/duration-axis.ts'
import { histogram } from '../charts/histogram.ts'
import { HistogramBars } from '../charts/histogram-bars.tsx'
import { formatCount } from '../format/number.ts'
import { type ChosenMetric, metricLabels } from './metric-choice.ts'

/** What the API gives at once. */
const most = 500

export function Distribution({ report: { all, clock }, metric }: { report: Report; metric: ChosenMetric }) {
  const org = useOrganizationId()
  const view = useView()
  const { n } = all.metrics[metric]
  const isWhole = all.merged + all.incomplete <= most
  const { data } = useQuery({
    ...pullsQuery(org, { ...toApiFilter(view), state: 'merged', limit: most }),
    enabled: isWhole,
  })
  if (!isWhole || !data) return null
  const seconds = data.pullRequests
    .filter(({ incomplete }) => incomplete.length === 0)
    .map(({ durations }) => durations[metric][clock])
    .filter((one) => one !== null)
  const bars = histogram(seconds)
  if (bars.length === 0) return null
  const label = `${metricLabels[metric]}: how many took how long`
  return (
    <ChartFrame
      title={label}
      note={`${formatCount(n)} pull requests; each bar is about twice as long as the one before.`}
      height={190}
      draw={(width) => <HistogramBars bars={bars} width={width} height={190} label={label} />}
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

/** One time week by week. */
import type { Report } from '../api/types.ts'
import { useClock, useView } from '../app/organization.tsx'
import { useToday } from '../app/today.ts'
import { ChartFrame } from '../charts/chart-frame.tsx'
import { PercentileLines } from '../charts/percentile-lines.tsx'
import { everyWeek } from '../figures/every-week.ts'
import { WeekLink } from '../figures/week-link.tsx'
import { weekView } from '../figures/week-view.ts'
import { formatDay } from '../format/day.ts'
import { formatDuration } from '../format/duration.ts'
import { CountLink } from '../parts/count-link.tsx'
import { type ChosenMetric, metricLabels } from './metric-choice.ts'

const most = 156

export function PercentileWeeks({ report, metric }: { report: Report; metric: ChosenMetric }) {
  const view = useView()
  const today = useToday()
  const clock = useClock()
  const weeks = everyWeek(report, most)
  if (weeks.every(({ figures }) => (figures?.metrics[metric].n ?? 0) === 0)) return null
  const listOf = (day: string) => ({ ...weekView(view, day, today), metric })
  const label = `${metricLabels[metric]}, week by week`
  return (
    <ChartFrame
      title={label}
      note={`Median, 75th and 90th percentile of what was merged in the week, by logarithm; hollow where fewer than 5.${report.weeks.length > most ? ` The last ${most} weeks.` : ''}`}
      height={240}
      draw={(width) => (
        <PercentileLines
          weeks={weeks}
          metric={metric}
          width={width}
          height={240}
          label={label}
          linkOf={listOf}
        />
      )}
      table={{
        head: ['Week of', 'Of', 'p50', 'p75', 'p90'],
        rows: weeks.map(({ day, figures }) => {
          const {
            medianSeconds = null,
            n = 0,
            p75Seconds = null,
            p90Seconds = null,
          } = figures?.metrics[metric] ?? {}
          return [
            <WeekLink key={day} day={day} />,
            <CountLink
              key="of"
              count={n}
              list={listOf(day)}
              of={`with ${metricLabels[metric].toLowerCase()}, week of ${formatDay(day)}`}
            />,
            formatDuration(medianSeconds, clock),
            formatDuration(p75Seconds, clock),
            formatDuration(p90Seconds, clock),
          ]
        }),
      }}
    />
  )
}

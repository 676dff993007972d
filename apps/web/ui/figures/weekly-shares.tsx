/** Week by week, where the summed time went. */
import type { Report } from '../api/types.ts'
import { useView } from '../app/organization.tsx'
import { ChartFrame } from '../charts/chart-frame.tsx'
import { WeekBars } from '../charts/week-bars.tsx'
import { formatCount, formatShare } from '../format/number.ts'
import { stageKeys, stageStyles } from '../states/states.ts'
import { everyWeek } from './every-week.ts'
import { StageLegend } from './stage-legend.tsx'
import { WeekLink } from './week-link.tsx'
import { weekView } from './week-view.ts'
import './figures.css'

/** Of more weeks, the latest: a bar must be wide enough to point at. */
const most = 104

export function WeeklyShares({ report }: { report: Report }) {
  const view = useView()
  const weeks = everyWeek(report, most)
  if (weeks.length === 0) return null
  return (
    <ChartFrame
      title="Where the time went, week by week"
      note={`Shares of the summed time of what was merged in the week; how many stands above, hollow where fewer than 5.${report.weeks.length > most ? ` The last ${most} of ${formatCount(report.weeks.length)} weeks.` : ''}`}
      height={220}
      legend={<StageLegend />}
      draw={(width) => (
        <WeekBars weeks={weeks} width={width} height={220} linkOf={(day) => weekView(view, day)} />
      )}
      table={{
        head: ['Week of', 'Merged', ...stageKeys.map((key) => stageStyles[key].label)],
        rows: weeks.map(({ day, figures }) => [
          <WeekLink key={day} day={day} />,
          formatCount(figures?.merged ?? 0),
          ...stageKeys.map((key) => formatShare(figures?.shares[key] ?? null)),
        ]),
      }}
    />
  )
}

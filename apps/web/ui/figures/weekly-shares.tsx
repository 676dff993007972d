/** Week by week, where the summed time went: how much of it, or its shares. */
import { SegmentedControl } from '@mantine/core'
import type { Report } from '../api/types.ts'
import { useChangeView, useClock, useView } from '../app/organization.tsx'
import { useToday } from '../app/today.ts'
import { ChartFrame } from '../charts/chart-frame.tsx'
import { hasNumbers, WeekBars } from '../charts/week-bars.tsx'
import { formatDay } from '../format/day.ts'
import { formatExact, formatLong } from '../format/duration.ts'
import { formatCount, formatShare } from '../format/number.ts'
import { CountLink } from '../parts/count-link.tsx'
import { stageKeys, stageStyles } from '../states/states.ts'
import { everyWeek, type Week } from './every-week.ts'
import { spentOf } from './spent.ts'
import { StageLegend } from './stage-legend.tsx'
import { WeekLink } from './week-link.tsx'
import { weekView } from './week-view.ts'
import './figures.css'

/** Of more weeks, the latest: a bar must be wide enough to point at. */
const most = 104

export function WeeklyShares({ report }: { report: Report }) {
  const view = useView()
  const today = useToday()
  const clock = useClock()
  const change = useChangeView()
  const weeks = everyWeek(report, most)
  if (weeks.length === 0) return null
  const isSum = view.spent === 'sum'
  return (
    <ChartFrame
      title="Where the time went, week by week"
      note={(width) =>
        `${isSum ? 'The summed time' : 'Shares of the summed time'} of what was merged in the week${hasNumbers(weeks.length, width) ? '; how many stands above' : ''}; hollow where fewer than 5.${report.weeks.length > most ? ` The last ${most} of ${formatCount(report.weeks.length)} weeks.` : ''}`
      }
      height={220}
      legend={
        <div className="weekly-legend">
          <SegmentedControl
            size="xs"
            aria-label="Shown as"
            value={isSum ? 'sum' : 'shares'}
            onChange={(next) =>
              change({ spent: next === 'sum' ? 'sum' : undefined } as never, { replace: true })
            }
            data={[
              { value: 'shares', label: 'Shares' },
              { value: 'sum', label: 'Summed time' },
            ]}
          />
          <StageLegend />
        </div>
      }
      draw={(width) => (
        <WeekBars
          weeks={weeks}
          width={width}
          height={220}
          isSum={isSum}
          linkOf={(day) => weekView(view, day, today)}
        />
      )}
      table={{
        head: ['Week of', 'Merged', ...stageKeys.map((key) => stageStyles[key].label), 'Sum'],
        rows: weeks.map((week) => [
          <WeekLink key={week.day} day={week.day} />,
          <CountLink
            key="merged"
            count={week.figures?.merged ?? 0}
            list={weekView(view, week.day, today)}
            of={`merged, week of ${formatDay(week.day)}`}
          />,
          ...stageKeys.map((key) => <Spent key={key} week={week} stage={key} />),
          week.figures === null ? '–' : formatLong(spentOf(week.figures), clock),
        ]),
      }}
    />
  )
}

/** To the second where it is pointed at, so that the stages of a week can be added up. */
function Spent({ week: { figures }, stage }: { week: Week; stage: (typeof stageKeys)[number] }) {
  const clock = useClock()
  if (figures === null) return '–'
  const seconds = figures.spentSeconds[stage]
  return (
    <span title={formatExact(seconds, clock)}>
      {formatLong(seconds, clock)} <span className="muted">{formatShare(figures.shares[stage])}</span>
    </span>
  )
}

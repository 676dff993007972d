/** Week by week, the summed time by stage, or its shares; each bar leads to what was merged in its week. */
import { Link } from '@tanstack/react-router'
import type { Group } from '../api/types.ts'
import { useClock, useOrganizationId } from '../app/organization.tsx'
import type { View } from '../app/view.ts'
import { fewest } from '../figures/coverage.ts'
import type { Week } from '../figures/every-week.ts'
import { spentOf } from '../figures/spent.ts'
import { formatDay } from '../format/day.ts'
import { type Clock, formatLong } from '../format/duration.ts'
import { formatCount, formatShare } from '../format/number.ts'
import { stageFill } from '../states/fills.ts'
import { stageKeys, stageStyles } from '../states/states.ts'
import { durationTicks, tickLabel } from './duration-axis.ts'
import { hasRoom } from './has-room.ts'
import { stack } from './shares.ts'
import { useRoving } from './use-roving.ts'
import { everyNth, labelSpace, weekLabel } from './week-labels.ts'

export interface WeekBarsProps {
  readonly weeks: readonly Week[]
  readonly width: number
  readonly height: number
  /** As tall as the sum of the time; otherwise all are as tall, and shares of it. */
  readonly isSum: boolean
  /** The list behind a week. */
  readonly linkOf: (monday: string) => View
}

const gutter = 48
const axis = 20
const top = 18

const stepOf = (weeks: number, width: number) => (width - gutter) / Math.max(weeks, 1)

/** Whether so many weeks leave room for the number that stands above each. */
export const hasNumbers = (weeks: number, width: number): boolean => stepOf(weeks, width) > 15

const words = (
  day: string,
  { merged, shares, spentSeconds }: Group,
  { isSum, clock }: { readonly isSum: boolean; readonly clock: Clock },
) =>
  `Week of ${formatDay(day)}, ${formatCount(merged)} merged: ${stageKeys.map((key) => `${stageStyles[key].label} ${isSum ? formatLong(spentSeconds[key], clock) : formatShare(shares[key])}`).join(', ')}`

export function WeekBars({ weeks, width, height, isSum, linkOf }: WeekBarsProps) {
  const org = useOrganizationId()
  const clock = useClock()
  const roving = useRoving(weeks.flatMap(({ figures }, index) => (figures ? [index] : [])))
  const step = stepOf(weeks.length, width)
  const plot = height - axis
  const nth = everyNth(step, labelSpace)
  const ticks = isSum
    ? durationTicks(Math.max(...weeks.map(({ figures }) => spentOf(figures)), 1))
    : [0, 0.5, 1]
  const whole = ticks.at(-1)!
  const tall = (value: number) => (value / whole) * (plot - top)
  const labelOf = (index: number) => weekLabel(weeks[index]!.day, weeks[index - nth]?.day)
  return (
    <svg
      width={width}
      height={height}
      role="group"
      aria-label={isSum ? 'Summed time by week' : 'Shares of the summed time by week'}
    >
      {ticks.map((tick) => (
        <g key={tick} transform={`translate(0 ${plot - tall(tick)})`} aria-hidden="true">
          <line className="chart-grid" x1={gutter} x2={width} />
          <text x={gutter - 6} y={4} textAnchor="end">
            {isSum ? tickLabel(tick, clock) : `${tick * 100} %`}
          </text>
        </g>
      ))}
      {weeks.map(({ day, figures }, index) => (
        <g key={day} transform={`translate(${gutter + index * step} 0)`}>
          {figures && (
            <Link
              to="/o/$org/pulls"
              params={{ org }}
              search={linkOf(day)}
              aria-label={words(day, figures, { isSum, clock })}
              {...roving(index)}
            >
              <title>{words(day, figures, { isSum, clock })}</title>
              {stack(
                stageKeys.map((key) => ({
                  key,
                  share: isSum ? figures.spentSeconds[key] : figures.shares[key],
                })),
                tall(1),
              ).map(({ key, from, to }) => (
                <rect
                  key={key}
                  x={1}
                  y={plot - to}
                  width={Math.max(step - 3, 1)}
                  height={Math.max(to - from, 0)}
                  fill={stageFill(key)}
                  {...(figures.merged < fewest
                    ? { className: 'week-few', stroke: `var(--stage-${key})` }
                    : {})}
                />
              ))}
            </Link>
          )}
          {figures && hasNumbers(weeks.length, width) && (
            <text
              x={(step - 1) / 2}
              y={isSum ? plot - tall(spentOf(figures)) - 5 : top - 5}
              textAnchor="middle"
              aria-hidden="true"
            >
              {figures.merged}
            </text>
          )}
          {index % nth === 0 && hasRoom(labelOf(index), step * (weeks.length - index)) && (
            <text x={0} y={height - 5} aria-hidden="true">
              {labelOf(index)}
            </text>
          )}
        </g>
      ))}
      <line className="chart-axis" x1={gutter} x2={width} y1={plot} y2={plot} />
    </svg>
  )
}

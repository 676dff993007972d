/** Median, 75th and 90th percentile of a metric week by week; hollow where a week has fewer than five. */
import { Link } from '@tanstack/react-router'
import type { Distribution, Metric } from '../api/types.ts'
import { useClock, useOrganizationId } from '../app/organization.tsx'
import type { View } from '../app/view.ts'
import { fewest } from '../figures/coverage.ts'
import type { Week } from '../figures/every-week.ts'
import { formatDay } from '../format/day.ts'
import { formatDuration } from '../format/duration.ts'
import { formatCount } from '../format/number.ts'
import { logTicks, tickLabel } from './duration-axis.ts'
import { hasRoom } from './has-room.ts'
import { linePath, spread } from './line-path.ts'
import { useRoving } from './use-roving.ts'
import { everyNth, labelSpace, weekLabel } from './week-labels.ts'

export const percentiles = [
  { key: 'medianSeconds', name: 'p50', className: 'chart-line' },
  { key: 'p75Seconds', name: 'p75', className: 'chart-line chart-line-p75' },
  { key: 'p90Seconds', name: 'p90', className: 'chart-line chart-line-p90' },
] as const satisfies readonly { key: keyof Distribution; name: string; className: string }[]

export interface PercentileLinesProps {
  readonly weeks: readonly Week[]
  readonly metric: Metric
  readonly width: number
  readonly height: number
  readonly label: string
  /** The list behind a week. */
  readonly linkOf: (monday: string) => View
}

const gutter = 54
const right = 34
const axis = 20
const top = 8
const labelHeight = 13

export function PercentileLines({ weeks, metric, width, height, label, linkOf }: PercentileLinesProps) {
  const org = useOrganizationId()
  const clock = useClock()
  const roving = useRoving(
    weeks.flatMap(({ figures }, index) => ((figures?.metrics[metric].n ?? 0) > 0 ? [index] : [])),
  )
  const of = ({ figures }: Week, key: (typeof percentiles)[number]['key']) =>
    figures?.metrics[metric][key] ?? null
  const values = weeks
    .flatMap((week) => percentiles.map(({ key }) => of(week, key)))
    .filter((one) => one !== null)
  const ticks = logTicks(Math.min(...values), Math.max(...values))
  const [least, most] = [ticks[0]!, ticks.at(-1)!]
  const step = (width - gutter - right) / Math.max(weeks.length - 1, 1)
  const plot = height - axis
  const x = (index: number) => gutter + index * step
  const y = (seconds: number) =>
    plot - (Math.log(Math.max(seconds, least) / least) / Math.log(most / least)) * (plot - top)
  const nth = everyNth(step, labelSpace)
  const labelOf = (index: number) => weekLabel(weeks[index]!.day, weeks[index - nth]?.day)
  const lines = percentiles.map((percentile) => ({
    ...percentile,
    points: weeks.map((week, index) => {
      const seconds = of(week, percentile.key)
      return { x: x(index), y: seconds === null ? null : y(seconds) }
    }),
  }))
  const ends = lines.flatMap(({ name, points }) => {
    const last = points.findLast((point) => point.y !== null)
    return last?.y == null ? [] : [{ name, x: last.x, y: last.y }]
  })
  return (
    <svg width={width} height={height} role="group" aria-label={label}>
      {ticks.map((tick) => (
        <g key={tick} transform={`translate(0 ${y(tick)})`}>
          <line className="chart-grid" x1={gutter} x2={width - right} />
          <text x={gutter - 8} y={4} textAnchor="end">
            {tickLabel(tick, clock)}
          </text>
        </g>
      ))}
      {weeks.map(
        ({ day }, index) =>
          index % nth === 0 &&
          hasRoom(labelOf(index), width - x(index)) && (
            <text key={day} x={x(index)} y={height - 4}>
              {labelOf(index)}
            </text>
          ),
      )}
      {lines.map(({ className, key, points }) => (
        <path key={key} className={className} d={linePath(points)} />
      ))}
      {spread(ends, labelHeight).map(({ name, x: left, y: at }) => (
        <text key={name} x={left + 6} y={at + 4}>
          {name}
        </text>
      ))}
      {weeks.map(({ day, figures }, index) => {
        const { medianSeconds = null, n = 0 } = figures?.metrics[metric] ?? {}
        return (
          medianSeconds !== null && (
            <Link
              key={day}
              to="/o/$org/pulls"
              params={{ org }}
              search={linkOf(day)}
              aria-label={`Week of ${formatDay(day)}: median ${formatDuration(medianSeconds, clock)} of ${formatCount(n)}`}
              {...roving(index)}
            >
              <title>{`Week of ${formatDay(day)}: median ${formatDuration(medianSeconds, clock)} of ${formatCount(n)}`}</title>
              <circle
                className={n < fewest ? 'chart-dot-few' : 'chart-dot'}
                cx={x(index)}
                cy={y(medianSeconds)}
                r={step < 8 ? 2 : 3.2}
              />
            </Link>
          )
        )
      })}
    </svg>
  )
}

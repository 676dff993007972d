/** Week by week, the shares of the summed time; as wide as a week, each bar leads to what was merged in it. */

import { Link } from '@tanstack/react-router'
import type { Group } from '../api/types.ts'
import { useOrganizationId } from '../app/organization.tsx'
import type { View } from '../app/view.ts'
import { fewest } from '../figures/coverage.ts'
import type { Week } from '../figures/every-week.ts'
import { formatCount, formatShare } from '../format/number.ts'
import { stageFill } from '../states/patterns.tsx'
import { stageKeys, stageStyles } from '../states/states.ts'
import { stack } from './shares.ts'
import { useRoving } from './use-roving.ts'
import { everyNth, labelSpace, weekLabel } from './week-labels.ts'

export interface WeekBarsProps {
  readonly weeks: readonly Week[]
  readonly width: number
  readonly height: number
  /** The list behind a week. */
  readonly linkOf: (monday: string) => View
}

const gutter = 40
const axis = 20
const top = 18

const words = (day: string, { merged, shares }: Group) =>
  `Week of ${day}, ${formatCount(merged)} merged: ${stageKeys.map((key) => `${stageStyles[key].label} ${formatShare(shares[key])}`).join(', ')}`

export function WeekBars({ weeks, width, height, linkOf }: WeekBarsProps) {
  const org = useOrganizationId()
  const roving = useRoving(weeks.flatMap(({ figures }, index) => (figures ? [index] : [])))
  const step = (width - gutter) / Math.max(weeks.length, 1)
  const plot = height - axis
  const nth = everyNth(step, labelSpace)
  return (
    <svg width={width} height={height} role="group" aria-label="Shares of the summed time by week">
      {[0, 0.5, 1].map((share) => (
        <g key={share} transform={`translate(0 ${plot - share * (plot - top)})`} aria-hidden="true">
          <line className="chart-grid" x1={gutter} x2={width} />
          <text x={gutter - 6} y={4} textAnchor="end">
            {share * 100} %
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
              aria-label={words(day, figures)}
              {...roving(index)}
            >
              <title>{words(day, figures)}</title>
              {stack(
                stageKeys.map((key) => ({ key, share: figures.shares[key] })),
                plot - top,
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
          {figures && step > 15 && (
            <text x={(step - 1) / 2} y={top - 5} textAnchor="middle" aria-hidden="true">
              {figures.merged}
            </text>
          )}
          {index % nth === 0 && (
            <text x={0} y={height - 5} aria-hidden="true">
              {weekLabel(day, weeks[index - nth]?.day)}
            </text>
          )}
        </g>
      ))}
      <line className="chart-axis" x1={gutter} x2={width} y1={plot} y2={plot} />
    </svg>
  )
}

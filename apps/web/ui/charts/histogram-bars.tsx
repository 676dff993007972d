/** How many took how long, each bar about twice as long as the one before; each leads to those in it. */
import { Link } from '@tanstack/react-router'
import { useClock, useOrganizationId } from '../app/organization.tsx'
import type { View } from '../app/view.ts'
import { formatPlural } from '../format/number.ts'
import { tickLabel } from './duration-axis.ts'
import type { Bar } from './histogram.ts'
import { useRoving } from './use-roving.ts'

const gutter = 40
const axis = 22
const top = 16

export function HistogramBars({
  bars,
  width,
  height,
  label,
  linkOf,
}: {
  bars: readonly Bar[]
  width: number
  height: number
  label: string
  /** The list behind a bar. */
  linkOf: (bar: Bar) => View
}) {
  const org = useOrganizationId()
  const clock = useClock()
  const roving = useRoving(bars.flatMap(({ count }, index) => (count > 0 ? [index] : [])))
  const most = Math.max(...bars.map(({ count }) => count), 1)
  const step = (width - gutter) / Math.max(bars.length, 1)
  const plot = height - axis
  return (
    <svg width={width} height={height} role="group" aria-label={label}>
      {bars.map((bar, index) => {
        const { count, from, to } = bar
        const words = `${tickLabel(from, clock)} ${to === null ? 'and longer' : `to ${tickLabel(to, clock)}`}: ${formatPlural(count, 'pull request', 'pull requests')}`
        const tall = (count / most) * (plot - top)
        return (
          <g key={from} transform={`translate(${gutter + index * step} 0)`}>
            {count > 0 && (
              <Link
                to="/o/$org/pulls"
                params={{ org }}
                search={linkOf(bar)}
                aria-label={words}
                {...roving(index)}
              >
                <title>{words}</title>
                <rect
                  className="chart-bar"
                  x={1}
                  y={plot - tall}
                  width={Math.max(step - 2, 1)}
                  height={tall}
                />
              </Link>
            )}
            {count > 0 && step > 22 && (
              <text x={step / 2} y={plot - tall - 4} textAnchor="middle" aria-hidden="true">
                {count}
              </text>
            )}
            {(step > 40 || index % 2 === 0) && (
              <text x={0} y={height - 6} textAnchor="middle" aria-hidden="true">
                {tickLabel(from, clock)}
              </text>
            )}
          </g>
        )
      })}
      <line className="chart-axis" x1={gutter} x2={width} y1={plot} y2={plot} />
    </svg>
  )
}

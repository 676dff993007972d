/** How many of each, side by side; each bar leads to those in it. */
import { Link } from '@tanstack/react-router'
import { useOrganizationId } from '../app/organization.tsx'
import type { View } from '../app/view.ts'
import { formatCount, formatPlural } from '../format/number.ts'
import { useRoving } from './use-roving.ts'

export interface CountBar {
  readonly label: string
  readonly count: number
  /** Of exactly those. */
  readonly list: View
}

export interface CountBarsProps {
  readonly bars: readonly CountBar[]
  readonly width: number
  readonly height: number
  readonly label: string
}

const [axis, top, widest] = [22, 16, 120]

export function CountBars({ bars, width, height, label }: CountBarsProps) {
  const org = useOrganizationId()
  const roving = useRoving(bars.flatMap(({ count }, index) => (count > 0 ? [index] : [])))
  const most = Math.max(...bars.map(({ count }) => count), 1)
  const step = Math.min(width / Math.max(bars.length, 1), widest)
  const plot = height - axis
  return (
    <svg width={width} height={height} role="group" aria-label={label}>
      {bars.map(({ label: name, count, list }, index) => {
        const tall = (count / most) * (plot - top)
        const words = `${name}: ${formatPlural(count, 'pull request', 'pull requests')}`
        return (
          <g key={name} transform={`translate(${index * step} 0)`}>
            {count > 0 && (
              <Link to="/o/$org/pulls" params={{ org }} search={list} aria-label={words} {...roving(index)}>
                <title>{words}</title>
                <rect
                  className="chart-bar"
                  x={1}
                  y={plot - tall}
                  width={Math.max(step - 4, 1)}
                  height={tall}
                />
              </Link>
            )}
            <text x={step / 2} y={plot - tall - 4} textAnchor="middle" aria-hidden="true">
              {formatCount(count)}
            </text>
            <text x={step / 2} y={height - 6} textAnchor="middle" aria-hidden="true">
              {name}
            </text>
          </g>
        )
      })}
      <line className="chart-axis" x2={step * bars.length} y1={plot} y2={plot} />
    </svg>
  )
}

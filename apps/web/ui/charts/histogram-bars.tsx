/** How many took how long, each bar about twice as long as the one before. */

import { tickLabel } from './duration-axis.ts'
import type { Bar } from './histogram.ts'

const gutter = 40
const axis = 22
const top = 16

export function HistogramBars({
  bars,
  width,
  height,
  label,
}: {
  bars: readonly Bar[]
  width: number
  height: number
  label: string
}) {
  const most = Math.max(...bars.map(({ count }) => count), 1)
  const step = (width - gutter) / Math.max(bars.length, 1)
  const plot = height - axis
  return (
    <svg width={width} height={height} role="img" aria-label={label}>
      {bars.map(({ count, from, to }, index) => {
        const tall = (count / most) * (plot - top)
        return (
          <g key={from} transform={`translate(${gutter + index * step} 0)`}>
            <title>{`${tickLabel(from)} to ${to === null ? 'longer' : tickLabel(to)}: ${count}`}</title>
            <rect className="chart-bar" x={1} y={plot - tall} width={Math.max(step - 2, 1)} height={tall} />
            {count > 0 && step > 22 && (
              <text x={step / 2} y={plot - tall - 4} textAnchor="middle">
                {count}
              </text>
            )}
            {(step > 40 || index % 2 === 0) && (
              <text x={0} y={height - 6} textAnchor="middle">
                {tickLabel(from)}
              </text>
            )}
          </g>
        )
      })}
      <line className="chart-axis" x1={gutter} x2={width} y1={plot} y2={plot} />
    </svg>
  )
}

/** How many of each, side by side. */
import { formatCount } from '../format/number.ts'

export interface CountBar {
  readonly label: string
  readonly count: number
}

export interface CountBarsProps {
  readonly bars: readonly CountBar[]
  readonly width: number
  readonly height: number
  readonly label: string
}

const [axis, top, widest] = [22, 16, 120]

export function CountBars({ bars, width, height, label }: CountBarsProps) {
  const most = Math.max(...bars.map(({ count }) => count), 1)
  const step = Math.min(width / Math.max(bars.length, 1), widest)
  const plot = height - axis
  return (
    <svg width={width} height={height} role="img" aria-label={label}>
      {bars.map(({ label: name, count }, index) => {
        const tall = (count / most) * (plot - top)
        return (
          <g key={name} transform={`translate(${index * step} 0)`}>
            <rect className="chart-bar" x={1} y={plot - tall} width={Math.max(step - 4, 1)} height={tall} />
            <text x={step / 2} y={plot - tall - 4} textAnchor="middle">
              {formatCount(count)}
            </text>
            <text x={step / 2} y={height - 6} textAnchor="middle">
              {name}
            </text>
          </g>
        )
      })}
      <line className="chart-axis" x2={step * bars.length} y1={plot} y2={plot} />
    </svg>
  )
}

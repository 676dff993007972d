/** A figure week by week, small enough to stand beside it; its table is where the figure leads. */
import { linePath, lonelyPoints } from './line-path.ts'
import './charts.css'

const [width, height, pad] = [120, 30, 4]

export interface SparklineProps {
  readonly values: readonly (number | null)[]
  readonly label: string
  /** For durations, of which one may be a thousand times another. */
  readonly isLog?: boolean
}

export function Sparkline({ values, label, isLog = false }: SparklineProps) {
  const known = values.filter((value) => value !== null)
  if (known.length < 2) return null
  const tall = (value: number) => (isLog ? Math.log1p(value / 60) : value)
  const most = tall(Math.max(...known))
  const points = values.map((value, index) => ({
    x: pad + (index / Math.max(values.length - 1, 1)) * (width - 2 * pad),
    y: value === null ? null : height - pad - (most === 0 ? 0 : (tall(value) / most) * (height - 2 * pad)),
  }))
  const last = points.findLast(({ y }) => y !== null)
  return (
    <svg width={width} height={height} role="img" aria-label={label} className="sparkline">
      <path d={linePath(points)} />
      {lonelyPoints(points).map(({ x, y }) => (
        <circle key={x} cx={x} cy={y} r="1.2" />
      ))}
      {last?.y != null && <circle cx={last.x} cy={last.y} r="2.6" />}
    </svg>
  )
}

/** Releases as dots: when, how long what they released had waited, and as large as their batch. Each leads to its row. */
import type { ReleaseBatch } from '../api/types.ts'
import { useClock, useOrganization } from '../app/organization.tsx'
import { tickLabel } from '../charts/duration-axis.ts'
import { useRoving } from '../charts/use-roving.ts'
import { radiusOf, timeLabels, toReleaseScale } from './release-scale.ts'
import { releaseWords } from './release-words.ts'

export interface ReleaseDotsProps {
  /** The newest first. */
  readonly batches: readonly ReleaseBatch[]
  readonly width: number
  readonly height: number
  readonly label: string
}

const [gutter, axis, top] = [62, 26, 22]
/** On either side: half of the largest dot, which would stand on the labels of the axis. */
const side = 24

export const rowId = (index: number): string => `release-${index + 1}`

export function ReleaseDots({ batches, width, height, label }: ReleaseDotsProps) {
  const { zone } = useOrganization()
  const clock = useClock()
  const scale = toReleaseScale(batches, Math.max(2, Math.min(6, Math.floor(width / 150))))
  const labels = timeLabels(scale.times, zone)
  const places = batches.map((_, index) => index).reverse()
  const roving = useRoving(places)
  const x = (at: number) => gutter + side + scale.x(at) * (width - gutter - 2 * side)
  const y = (seconds: number) => top + (1 - scale.y(seconds)) * (height - axis - top)
  return (
    <svg width={width} height={height} role="group" aria-label={label}>
      {[0, ...scale.ticks].map((tick) => (
        <g key={tick} transform={`translate(0 ${y(tick)})`} aria-hidden="true">
          <line className={tick === 0 ? 'chart-axis' : 'chart-grid'} x1={gutter} x2={width} />
          <text x={gutter - 8} y={4} textAnchor="end">
            {tick === 0 && clock === 'wall' ? 'at merge' : tickLabel(tick, clock)}
          </text>
        </g>
      ))}
      {scale.times.map((at, index) => (
        <text
          key={at}
          x={x(at)}
          y={height - 4}
          textAnchor={index === 0 ? 'start' : index === scale.times.length - 1 ? 'end' : 'middle'}
          aria-hidden="true"
        >
          {labels[index]}
        </text>
      ))}
      {places.map((index) => {
        const batch = batches[index]!
        const words = releaseWords(batch, zone, clock)
        return (
          <a key={index} href={`#${rowId(index)}`} aria-label={words} {...roving(index)}>
            <title>{words}</title>
            <circle
              className="release-dot"
              cx={x(batch.at)}
              cy={y(batch.medianWaitSeconds ?? 0)}
              r={radiusOf(batch.size)}
            />
          </a>
        )
      })}
    </svg>
  )
}

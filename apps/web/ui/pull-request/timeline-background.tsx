/** Behind the rows of the timeline: its axis, what was no working time, and where time is left out. */
import { useMemo } from 'react'
import { formatDuration } from '../format/duration.ts'
import type { Zone } from '../format/zone.ts'
import { freeTime, type WorkingHours } from './free-time.ts'
import type { TimeScale } from './time-scale.ts'
import { timeTicks } from './time-ticks.ts'
import { axisHeight, stateHeight, stateTop } from './timeline-rows.ts'

export interface BackgroundProps {
  readonly scale: TimeScale
  readonly zone: Zone
  /** Null where the calendar is not known. */
  readonly hours: WorkingHours | null
  readonly height: number
}

export function Background({ scale, zone, hours, height }: BackgroundProps) {
  const free = useMemo(() => (hours ? freeTime(scale, zone, hours) : []), [scale, zone, hours])
  const ticks = useMemo(() => timeTicks(scale, zone), [scale, zone])
  return (
    <g aria-hidden="true">
      {free.map(({ from, kind, to }) => (
        <rect
          key={from}
          className={`timeline-free timeline-${kind}`}
          x={scale.x(from)}
          width={scale.x(to) - scale.x(from)}
          y={axisHeight}
          height={height - axisHeight}
        />
      ))}
      <line className="timeline-axis" x1={0} x2={scale.width} y1={axisHeight} y2={axisHeight} />
      {ticks.map(({ at, label, x }) => (
        <g key={at} transform={`translate(${x} 0)`}>
          <line className="timeline-tick" y1={axisHeight - 5} y2={height} />
          <text className="timeline-tick-label" x={4} y={axisHeight - 8}>
            {label}
          </text>
        </g>
      ))}
      {scale.pieces
        .filter(({ isFolded }) => isFolded)
        .map(({ from, left, right, to }) => (
          <g key={from} className="timeline-fold" transform={`translate(${(left + right) / 2} 0)`}>
            <text y={axisHeight - 8}>{formatDuration(to - from)}</text>
            <line y1={axisHeight} y2={height} />
          </g>
        ))}
    </g>
  )
}

/** Across the states, where time was left out. */
export const Folds = ({ scale }: { scale: TimeScale }) => (
  <g className="timeline-folds" aria-hidden="true">
    {scale.pieces
      .filter(({ isFolded }) => isFolded)
      .map(({ from, left, right }) => (
        <path
          key={from}
          d={`M${(left + right) / 2 - 4} ${stateTop - 2} l4 ${stateHeight / 3 + 2} l-4 ${stateHeight / 3} l4 ${stateHeight / 3} h5 l-4 -${stateHeight / 3} l4 -${stateHeight / 3} l-4 -${stateHeight / 3 + 2} z`}
        />
      ))}
  </g>
)

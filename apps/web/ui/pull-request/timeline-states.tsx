/** The states in their row, and the boundaries between them: arrow keys move over these, Enter opens the event. */
import { type KeyboardEvent, type ReactNode, useRef } from 'react'
import { markAfter } from '../charts/pressed-key.ts'
import { stateFill } from '../states/fills.ts'
import { type StateKey, stateStyles } from '../states/states.ts'
import type { TimelineLayout } from './lay-out-timeline.ts'
import { stateHeight, stateTop } from './timeline-rows.ts'

export interface StatesProps {
  readonly layout: TimelineLayout
  /** Between the states and their names. */
  readonly folds: ReactNode
  /** Of a segment, or of the end. */
  readonly active: number | null
  readonly onActive: (index: number | null) => void
  /** Segments of one number, when it is asked what it is made of. */
  readonly shown: ReadonlySet<number> | null
  readonly describe: (index: number) => string
}

/** Wide enough for any of the system's fonts. */
const labelWidth = (key: StateKey) => stateStyles[key].label.length * 7.1 + 10

export function States({
  layout: { segments, boundaries },
  folds,
  active,
  onActive,
  shown,
  describe,
}: StatesProps) {
  const marks = useRef<((Element & { focus(): void }) | null)[]>([])
  const move = (event: KeyboardEvent, position: number) => {
    const next = markAfter(event, position, boundaries.length)
    if (next === null) return
    event.preventDefault()
    marks.current[next]?.focus()
  }
  const current = boundaries.findIndex(({ index }) => index === active)
  return (
    <>
      {segments.map(({ index, isOpen, key, left, right }) => (
        <g
          key={index}
          className="timeline-segment"
          data-faded={shown !== null && !shown.has(index)}
          data-active={active === index}
          onPointerEnter={() => onActive(index)}
        >
          <rect
            x={left}
            y={stateTop}
            width={Math.max(right - left, 1)}
            height={stateHeight}
            fill={stateFill(key)}
          />
          {isOpen && (
            <path
              className="timeline-open"
              d={`M${right - 5} ${stateTop} l5 ${stateHeight / 2} l-5 ${stateHeight / 2} h6 v-${stateHeight} z`}
            />
          )}
        </g>
      ))}
      {folds}
      {segments
        .filter(({ key, left, right }) => right - left > labelWidth(key) + 12)
        .map(({ index, key, left }) => (
          <g
            key={index}
            aria-hidden="true"
            className="timeline-labels"
            data-faded={shown !== null && !shown.has(index)}
          >
            <rect
              className="timeline-label-back"
              x={left + 6}
              y={stateTop + 8}
              width={labelWidth(key)}
              height={18}
              rx={3}
            />
            <text className="timeline-label" x={left + 10} y={stateTop + 21}>
              {stateStyles[key].label}
            </text>
          </g>
        ))}
      {boundaries.map(({ index, reason, x }, position) => (
        <a
          key={index}
          ref={(element) => {
            marks.current[position] = element
          }}
          {...(reason.url === null
            ? { role: 'link', 'aria-disabled': true }
            : { href: reason.url, target: '_blank', rel: 'noreferrer' })}
          className="timeline-boundary"
          tabIndex={position === Math.max(current, 0) ? 0 : -1}
          aria-label={describe(index)}
          data-active={active === index}
          onFocus={() => onActive(index)}
          onKeyDown={(event) => move(event, position)}
        >
          <rect className="timeline-hit" x={x - 5} y={stateTop - 6} width={10} height={stateHeight + 12} />
          <line x1={x} x2={x} y1={stateTop - 3} y2={stateTop + stateHeight + 3} />
          <path d={`M${x} ${stateTop - 2} l-4 -5 h8 z`} />
        </a>
      ))}
    </>
  )
}

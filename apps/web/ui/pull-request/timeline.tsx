/** The life of one pull request: its states, what happened, and each reviewer from request to answer. */
import { useElementSize } from '@mantine/hooks'
import { useMemo } from 'react'
import type { Story } from '../api/types.ts'
import type { Zone } from '../format/zone.ts'
import type { WorkingHours } from './free-time.ts'
import { instantsOf, layOutTimeline, type ReviewerRow } from './lay-out-timeline.ts'
import { createTimeScale } from './time-scale.ts'
import { Background, Folds } from './timeline-background.tsx'
import { Events, Reviewer } from './timeline-marks.tsx'
import {
  eventsHeight,
  eventsTop,
  narrowRow,
  reviewersTop,
  stateHeight,
  stateTop,
  wideGutter,
  wideRow,
} from './timeline-rows.ts'
import { States } from './timeline-states.tsx'
import './timeline.css'

export interface TimelineProps {
  readonly story: Story
  readonly zone: Zone
  readonly hours: WorkingHours | null
  readonly until: number
  readonly fold: boolean
  /** Of a segment, or of the end. */
  readonly active: number | null
  readonly onActive: (index: number | null) => void
  /** Segments of one number, when it is asked what it is made of. */
  readonly shown: ReadonlySet<number> | null
  readonly describe: (index: number) => string
}

export function Timeline(props: TimelineProps) {
  const { ref, width: outer } = useElementSize()
  const isWide = outer >= 620
  const gutter = isWide ? wideGutter : 0
  const width = Math.max(outer - gutter - 8, 80)
  const { story, until, fold } = props
  const from = story.segments[0]?.from ?? story.pullRequest.createdAt
  const scale = useMemo(
    () => createTimeScale({ from, to: until, width, instants: instantsOf(story), fold }),
    [from, until, width, story, fold],
  )
  const layout = useMemo(() => layOutTimeline(story, scale), [story, scale])
  const rowHeight = isWide ? wideRow : narrowRow
  const height = reviewersTop + layout.reviewers.length * rowHeight + 6
  return (
    <div ref={ref} className="timeline">
      {outer > 0 && (
        <svg
          width={outer}
          height={height}
          role="group"
          aria-label="Timeline of states; arrow keys move over the boundaries"
        >
          {isWide && <RowNames reviewers={layout.reviewers} rowHeight={rowHeight} />}
          <g transform={`translate(${gutter + 1} 0)`}>
            <Background {...props} scale={scale} height={height} />
            <States {...props} layout={layout} folds={<Folds scale={scale} />} />
            <Events events={layout.events} zone={props.zone} />
            {layout.reviewers.map((row, index) => (
              <Reviewer
                key={row.reviewer}
                row={row}
                top={reviewersTop + index * rowHeight + (isWide ? 0 : 12)}
                name={isWide ? null : row.reviewer}
                zone={props.zone}
                width={width}
              />
            ))}
          </g>
        </svg>
      )}
    </div>
  )
}

const RowNames = ({ reviewers, rowHeight }: { reviewers: readonly ReviewerRow[]; rowHeight: number }) => (
  <g className="timeline-names" aria-hidden="true">
    <text x={wideGutter - 12} y={stateTop + stateHeight / 2}>
      state
    </text>
    <text x={wideGutter - 12} y={eventsTop + eventsHeight / 2}>
      events
    </text>
    {reviewers.map(({ reviewer }, index) => (
      <text key={reviewer} x={wideGutter - 12} y={reviewersTop + index * rowHeight + wideRow / 2}>
        {reviewer.length > 18 ? `${reviewer.slice(0, 17)}…` : reviewer}
      </text>
    ))}
  </g>
)

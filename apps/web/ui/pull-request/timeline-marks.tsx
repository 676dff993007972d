/** What happened, as marks: hollow where it did not count; and a row per reviewer, from request to answer. */
import { formatDuration } from '../format/duration.ts'
import type { Zone } from '../format/zone.ts'
import type { PlacedEvent, ReviewerRow } from './lay-out-timeline.ts'
import { eventsHeight, eventsTop, wideRow } from './timeline-rows.ts'

export const Events = ({ events, zone }: { events: readonly PlacedEvent[]; zone: Zone }) => (
  <g
    className="timeline-events"
    transform={`translate(0 ${eventsTop + eventsHeight / 2})`}
    aria-hidden="true"
  >
    {events.map(({ at, counted, shape, who, words, x }, index) => (
      // biome-ignore lint/suspicious/noArrayIndexKey: nothing else tells two events of one second apart.
      <g key={index} transform={`translate(${x} 0)`} className="timeline-event" data-counted={counted}>
        <title>{`${zone.dateTime(at)}: ${words}${who === null ? '' : ` by ${who}`}`}</title>
        <path d={paths[shape]} />
      </g>
    ))}
  </g>
)

const paths: Readonly<Record<PlacedEvent['shape'], string>> = {
  circle: 'M-4 0 a4 4 0 1 0 8 0 a4 4 0 1 0 -8 0 z',
  up: 'M0 -6 l6 10 h-12 z',
  diamond: 'M0 -6 l6 6 l-6 6 l-6 -6 z',
  square: 'M-4.5 -4.5 h9 v9 h-9 z',
}

export const Reviewer = ({
  row: { reviewer, responses, spans },
  top,
  name,
  zone,
  width,
}: {
  row: ReviewerRow
  top: number
  name: string | null
  zone: Zone
  width: number
}) => (
  <g transform={`translate(0 ${top + wideRow / 2})`} className="timeline-reviewer" aria-hidden="true">
    {name !== null && (
      <text className="timeline-reviewer-name" y={-11}>
        {name}
      </text>
    )}
    <line className="timeline-row" x1={0} x2={width} />
    {spans.map(({ how, left, right, seconds }) => (
      <g key={left} data-how={how} className="timeline-span">
        <title>{`${reviewer}: ${how === 'answered' ? `answered after ${formatDuration(seconds)}` : how === 'removed' ? 'the request was taken back' : 'has not answered'}`}</title>
        <line x1={left} x2={Math.max(right, left + 1)} />
        <line x1={left} x2={left} y1={-5} y2={5} />
        {how === 'answered' && <line x1={right} x2={right} y1={-5} y2={5} />}
        {how === 'removed' && <path d={`M${right - 4} -4 l8 8 m0 -8 l-8 8`} />}
        {right - left > 60 && seconds !== null && (
          <text x={(left + right) / 2} y={-4}>
            {formatDuration(seconds)}
          </text>
        )}
      </g>
    ))}
    {responses.map(({ at, kind, x }) => (
      <g key={`${at} ${kind}`} transform={`translate(${x} 0)`} className="timeline-event" data-counted="true">
        <title>{`${reviewer}: ${kind.replaceAll('-', ' ')}, ${zone.dateTime(at)}`}</title>
        <path d={paths[kind === 'approval' ? 'up' : kind === 'changes-requested' ? 'square' : 'circle']} />
      </g>
    ))}
  </g>
)

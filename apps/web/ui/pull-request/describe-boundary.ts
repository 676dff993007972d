/** One boundary in a sentence: for the line under the timeline, and for who hears it. */
import type { Story } from '../api/types.ts'
import { type Clock, formatLong } from '../format/duration.ts'
import type { Zone } from '../format/zone.ts'
import { stateStyles, toStateKey } from '../states/states.ts'

export interface DescribeOptions {
  readonly zone: Zone
  readonly clock: Clock
  readonly now: number
}

/** @param index of a segment, whose beginning is described; of one more, the end */
export function describeBoundary(
  { segments }: Pick<Story, 'segments'>,
  index: number,
  { zone, clock, now }: DescribeOptions,
): string {
  const segment = segments[index]
  const reason = segment?.because ?? segments.at(-1)?.until
  if (!reason) return ''
  const by = reason.actor === null ? '' : ` by ${reason.actor.login}`
  const event = `${zone.dateTime(reason.at)}: ${reason.event}${by}`
  if (!segment) return `${event}. The end.`
  const { label } = stateStyles[toStateKey(segment.state, segment.turn)]
  if (segment.to === null)
    return `${event}. Then ${label}, for ${formatLong(Math.max(0, now - segment.from))} so far.`
  const seconds = clock === 'working' ? segment.workingSeconds : segment.to - segment.from
  return `${event}. Then ${label} for ${formatLong(seconds, clock)}${clock === 'working' ? ' of working hours' : ''}.`
}

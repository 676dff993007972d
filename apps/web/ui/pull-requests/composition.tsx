/** Of one pull request, the shares of its time from first commit to end, as a bar. */
import type { PullRequest } from '../api/types.ts'
import { type Clock, formatDuration } from '../format/duration.ts'
import { stageFill } from '../states/fills.ts'
import type { StageKey } from '../states/states.ts'

const width = 96

export function Composition({
  pullRequest: { durations },
  clock,
}: {
  pullRequest: PullRequest
  clock: Clock
}) {
  const parts: { stage: StageKey; label: string; seconds: number }[] = [
    { stage: 'coding', label: 'coding', seconds: durations.coding[clock] ?? 0 },
    {
      stage: 'pickup',
      label: durations.pickup[clock] === null ? 'unanswered' : 'pickup',
      seconds: durations.pickup[clock] ?? durations.unanswered[clock] ?? 0,
    },
    { stage: 'review', label: 'review', seconds: durations.review[clock] ?? 0 },
  ]
  const all = parts.reduce((sum, { seconds }) => sum + seconds, 0)
  if (all === 0) return '–'
  let left = 0
  return (
    <svg
      width={width}
      height="12"
      role="img"
      aria-label={parts.map(({ label, seconds }) => `${label} ${formatDuration(seconds, clock)}`).join(', ')}
      className="composition"
    >
      {parts.map(({ stage, seconds }) => {
        const x = left
        left += (seconds / all) * width
        return (
          <rect key={stage} x={x} width={Math.max(0, left - x - 0.5)} height="12" fill={stageFill(stage)} />
        )
      })}
    </svg>
  )
}

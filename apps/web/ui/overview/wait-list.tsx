/** What waits, each for how long, and on whom. */
import type { Waiting } from '../api/types.ts'
import { useNow } from '../app/now.ts'
import { useOrganization } from '../app/organization.tsx'
import { formatDuration } from '../format/duration.ts'
import { formatList } from '../format/number.ts'
import { PullRequestLink } from '../parts/pull-request-link.tsx'
import { StateLabel } from '../states/patterns.tsx'
import { toStateKey } from '../states/states.ts'

export interface WaitListProps {
  readonly waiting: readonly Waiting[]
  /** Those that it waits on are named beside somebody of whom the list is. */
  readonly isOfOne?: boolean
}

export function WaitList({ waiting, isOfOne = false }: WaitListProps) {
  const { zone } = useOrganization()
  const now = useNow()
  if (waiting.length === 0) return <p className="muted">Nothing waits.</p>
  return (
    <ol className="waits">
      {waiting.map((one) => (
        <li key={`${one.repository}#${one.number}`}>
          <span className="age" title={`since ${zone.dateTime(one.since)}`}>
            {formatDuration(Math.max(0, now - one.since))}
          </span>
          <PullRequestLink {...one} />
          <StateLabel state={toStateKey(one.state, one.turn)} />
          {one.on.length > 0 && (
            <span className="muted">
              {isOfOne && 'also '}waits on {formatList(one.on)}
            </span>
          )}
        </li>
      ))}
    </ol>
  )
}

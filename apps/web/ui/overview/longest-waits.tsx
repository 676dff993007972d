/** The three that wait longest, on whom, and the way to all of them. */
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { waitingQuery } from '../api/queries.ts'
import { toApiFilter } from '../app/filter-words.ts'
import { useNow } from '../app/now.ts'
import { useOrganization, useView } from '../app/organization.tsx'
import { filterOf } from '../app/view.ts'
import { formatDuration } from '../format/duration.ts'
import { formatList } from '../format/number.ts'
import { ErrorPanel, Loading } from '../parts/conditions.tsx'
import { Section } from '../parts/page-head.tsx'
import { PullRequestLink } from '../parts/pull-request-link.tsx'
import { StateLabel } from '../states/patterns.tsx'
import { toStateKey } from '../states/states.ts'

export function LongestWaits() {
  const { id, zone } = useOrganization()
  const view = useView()
  const now = useNow()
  const { period: _, from: __, to: ___, ...scope } = toApiFilter(view)
  const { data, error, refetch } = useQuery(waitingQuery(id, { ...scope, limit: 3 }))
  return (
    <Section
      title="Waiting longest"
      note={
        <Link to="/o/$org/now" params={{ org: id }} search={filterOf(view)}>
          All that waits now
        </Link>
      }
    >
      {error ? (
        <ErrorPanel error={error} onRetry={() => void refetch()} />
      ) : !data ? (
        <Loading lines={3} />
      ) : data.waiting.length === 0 ? (
        <p className="muted">Nothing waits.</p>
      ) : (
        <ol className="waits">
          {data.waiting.map((one) => (
            <li key={`${one.repository}#${one.number}`}>
              <span className="age" title={`since ${zone.dateTime(one.since)}`}>
                {formatDuration(Math.max(0, now - one.since))}
              </span>
              <PullRequestLink {...one} />
              <StateLabel state={toStateKey(one.state, one.turn)} />
              {one.on.length > 0 && <span className="muted">waits on {formatList(one.on)}</span>}
            </li>
          ))}
        </ol>
      )}
    </Section>
  )
}

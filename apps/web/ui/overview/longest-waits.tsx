/** The three that wait longest, on whom, and the way to all of them. */
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { waitingQuery } from '../api/queries.ts'
import { scopeOf } from '../app/filter-words.ts'
import { useOrganization, useView } from '../app/organization.tsx'
import { filterOf } from '../app/view.ts'
import { Asked } from '../parts/asked.tsx'
import { Section } from '../parts/page-head.tsx'
import { WaitList } from './wait-list.tsx'

export function LongestWaits() {
  const { id } = useOrganization()
  const view = useView()
  const waiting = useQuery(waitingQuery(id, { ...scopeOf(view), limit: 3 }))
  return (
    <Section
      title="Waiting longest"
      note={
        <Link to="/o/$org/now" params={{ org: id }} search={filterOf(view)}>
          All that waits now
        </Link>
      }
    >
      <Asked asked={waiting} lines={3}>
        {(data) => <WaitList waiting={data.waiting} />}
      </Asked>
    </Section>
  )
}

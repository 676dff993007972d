/** Nothing was merged in the period: when the last one was, and the way there. */
import { useQuery } from '@tanstack/react-query'
import { pullsQuery } from '../api/queries.ts'
import { periodWords, toApiFilter } from '../app/filter-words.ts'
import { useChangeView, useOrganization, useView } from '../app/organization.tsx'
import { addDays } from '../charts/week-labels.ts'
import { Empty } from '../parts/conditions.tsx'

export function NothingMerged() {
  const { id, zone } = useOrganization()
  const view = useView()
  const change = useChangeView()
  const { period: _, from: __, to: ___, ...scope } = toApiFilter(view)
  const { data } = useQuery(
    pullsQuery(id, { ...scope, state: 'merged', sort: 'merged_at', order: 'desc', limit: 1 }),
  )
  const last = data?.pullRequests[0]?.mergedAt ?? null
  return (
    <Empty title={`Nothing was merged ${periodWords(view)}`}>
      {last !== null && (
        <>
          <p>The last pull request of this filter was merged on {zone.date(last)}.</p>
          <p>
            <button
              type="button"
              className="link-button"
              onClick={() =>
                change({ period: undefined, from: addDays(zone.day(last), -89), to: zone.day(last) } as never)
              }
            >
              Look at the 90 days up to then
            </button>
            , or at{' '}
            <button
              type="button"
              className="link-button"
              onClick={() => change({ period: 'all', from: undefined, to: undefined } as never)}
            >
              all of the past
            </button>
            .
          </p>
        </>
      )}
      {data && last === null && <p>Nothing that was merged is of this filter.</p>}
    </Empty>
  )
}

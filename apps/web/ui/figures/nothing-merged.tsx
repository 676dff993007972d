/** Nothing was merged in the period: when the last one was, and the way there; or what is to do before there is any. */
import { useQuery } from '@tanstack/react-query'
import { pullsQuery } from '../api/queries.ts'
import { AllOfThePast } from '../app/all-of-the-past.tsx'
import { periodWords, scopeOf } from '../app/filter-words.ts'
import { useChangeView, useOrganization, useView } from '../app/organization.tsx'
import { addDays } from '../charts/week-labels.ts'
import { FirstSteps } from '../first-steps/first-steps.tsx'
import { Asked } from '../parts/asked.tsx'
import { Empty } from '../parts/conditions.tsx'

export function NothingMerged() {
  const { id } = useOrganization()
  const scope = scopeOf(useView())
  const pulls = useQuery(
    pullsQuery(id, { ...scope, state: 'merged', sort: 'merged_at', order: 'desc', limit: 1 }),
  )
  const isOfAll = Object.keys(scope).length === 0
  return (
    <Asked asked={pulls} lines={3}>
      {({ pullRequests: [last] }) =>
        !last && isOfAll ? (
          <FirstSteps>
            <Nothing lastAt={null} />
          </FirstSteps>
        ) : (
          <Nothing lastAt={last?.mergedAt ?? null} />
        )
      }
    </Asked>
  )
}

function Nothing({ lastAt }: { lastAt: number | null }) {
  const { zone } = useOrganization()
  const view = useView()
  const change = useChangeView()
  return (
    <Empty title={`Nothing was merged ${periodWords(view)}`}>
      {lastAt === null ? (
        <>
          <p>Nothing that was merged is of this filter.</p>
          {view.path && (
            <p>
              A path is looked for in the lists of changed files that GitHub gave: the bundled sample has
              none, and a pull request whose list was not read changes nothing.
            </p>
          )}
        </>
      ) : (
        <>
          <p>The last pull request of this filter was merged on {zone.date(lastAt)}.</p>
          <p>
            <button
              type="button"
              className="link-button"
              onClick={() =>
                change({
                  period: undefined,
                  from: addDays(zone.day(lastAt), -89),
                  to: zone.day(lastAt),
                } as never)
              }
            >
              Look at the 90 days up to then
            </button>
            , or at <AllOfThePast>all of the past</AllOfThePast>.
          </p>
        </>
      )}
    </Empty>
  )
}

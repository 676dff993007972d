/** Which pull requests exactly: the list behind every figure, with any column. */
import { SegmentedControl } from '@mantine/core'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { pullsPath, pullsQuery } from '../api/queries.ts'
import { AllOfThePast } from '../app/all-of-the-past.tsx'
import { periodWords } from '../app/filter-words.ts'
import { useChangeView, useOrganization, useView } from '../app/organization.tsx'
import type { View } from '../app/view.ts'
import { FirstSteps } from '../first-steps/first-steps.tsx'
import { Asked } from '../parts/asked.tsx'
import { Empty } from '../parts/conditions.tsx'
import { Exports } from '../parts/exports.tsx'
import { PageHead } from '../parts/page-head.tsx'
import { PageLinks } from '../parts/page-links.tsx'
import { UnknownValue } from '../parts/unknown-value.tsx'
import { ColumnChoice } from './column-choice.tsx'
import { chooseColumns, columns } from './columns.tsx'
import { toListQuery } from './list-query.ts'
import { listWords, states } from './list-words.ts'
import { PullRequestTable } from './pull-request-table.tsx'
import { traitNames, traitsOf } from './traits.ts'
import './pull-requests.css'

export function PullRequestsPage() {
  const { id } = useOrganization()
  const view = useView()
  const change = useChangeView()
  const state = view.state ?? 'merged'
  const query = toListQuery(view)
  const pulls = useQuery({
    ...pullsQuery(id, { ...query, cursor: view.cursor, limit: 50 }),
    placeholderData: keepPreviousData,
  })
  // Apart, since it may take as long as the list: of all its pages, in whatever order.
  const counted = useQuery(
    pullsQuery(id, { ...query, sort: undefined, order: undefined, count: 'true', limit: 1 }),
  )
  const chosen = chooseColumns(view.columns, state)
  const words = listWords(view, counted.data?.count ?? null)
  const hasTraits = Object.keys(traitsOf(view)).length > 0
  return (
    <>
      <PageHead title="Pull requests" question="Which ones exactly?">
        <SegmentedControl
          size="xs"
          aria-label="State"
          value={state}
          onChange={(next) =>
            change({
              state: next === 'merged' ? undefined : next,
              sort: undefined,
              order: undefined,
            } as never)
          }
          data={states.map((value) => ({ value, label: value[0]!.toUpperCase() + value.slice(1) }))}
        />
        <ColumnChoice chosen={chosen} />
      </PageHead>
      <UnknownValue name="columns" value={view.columns} known={columns.map(({ key }) => key)} isList />
      <div className="list-head">
        <p className="muted" data-count={counted.data?.count}>
          {words && `${words}.`}
          {hasTraits && (
            <>
              {' '}
              <button
                type="button"
                className="link-button"
                onClick={() =>
                  change(Object.fromEntries(traitNames.map((name) => [name, undefined])) as never)
                }
              >
                Show all
              </button>
            </>
          )}
        </p>
        <Exports path={pullsPath(id)} query={query} />
      </div>
      <Asked asked={pulls} lines={14}>
        {(data) =>
          data.pullRequests.length === 0 ? (
            <Nothing state={state} view={view} />
          ) : (
            <>
              <PullRequestTable
                pullRequests={data.pullRequests}
                columns={chosen}
                sort={query.sort}
                order={query.order}
              />
              <PageLinks next={data.next} />
            </>
          )
        }
      </Asked>
    </>
  )
}

function Nothing({ state, view }: { state: string; view: View }) {
  const canWiden = state === 'merged' && view.period !== 'all'
  return (
    <FirstSteps>
      <Empty title="None">
        <p>
          {state === 'merged'
            ? `No pull request of this filter was merged ${periodWords(view)}.`
            : 'No pull request is like this.'}
        </p>
        {canWiden && (
          <p>
            <AllOfThePast>Look at all of the past</AllOfThePast>
          </p>
        )}
      </Empty>
    </FirstSteps>
  )
}

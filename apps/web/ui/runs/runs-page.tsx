/** What is being read, and what went wrong: every run, the newest first. */
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { runsQuery } from '../api/queries.ts'
import { useIsAtLeast } from '../app/my-role.ts'
import { useOrganization, useView } from '../app/organization.tsx'
import { Asked } from '../parts/asked.tsx'
import { Empty } from '../parts/conditions.tsx'
import { Exports } from '../parts/exports.tsx'
import { PageHead } from '../parts/page-head.tsx'
import { PageLinks } from '../parts/page-links.tsx'
import { refetchRuns } from './refetch-runs.ts'
import { RunTable } from './run-table.tsx'
import { StartRun } from './start-run.tsx'

export function RunsPage() {
  const { id } = useOrganization()
  const { cursor } = useView()
  const isAdmin = useIsAtLeast('admin')
  const query = { organization: id, limit: 50, cursor }
  const runs = useQuery({
    ...runsQuery(query),
    placeholderData: keepPreviousData,
    refetchInterval: refetchRuns,
  })
  return (
    <>
      <PageHead title="Runs" question="What is being read, and what went wrong?">
        <Exports path="/runs" query={{ organization: id }} />
      </PageHead>
      {isAdmin && <StartRun />}
      <Asked asked={runs}>
        {(data) =>
          data.runs.length === 0 ? (
            <Empty title="No run yet">
              <p>
                {isAdmin
                  ? 'Read all history, above: page by page, and it can be watched here.'
                  : 'An admin of the organization can have all history read; it can be watched here.'}
              </p>
            </Empty>
          ) : (
            <>
              <RunTable runs={data.runs} />
              <PageLinks next={data.next} />
            </>
          )
        }
      </Asked>
    </>
  )
}

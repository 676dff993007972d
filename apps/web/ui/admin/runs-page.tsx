/** What is being read in all organizations, the newest first. */
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { runsQuery } from '../api/queries.ts'
import { useView } from '../app/organization.tsx'
import { Asked } from '../parts/asked.tsx'
import { Exports } from '../parts/exports.tsx'
import { PageHead } from '../parts/page-head.tsx'
import { PageLinks } from '../parts/page-links.tsx'
import { refetchRuns } from '../runs/refetch-runs.ts'
import { RunTable } from '../runs/run-table.tsx'

export function AdminRunsPage() {
  const { cursor } = useView()
  const runs = useQuery({
    ...runsQuery({ limit: 50, cursor }),
    placeholderData: keepPreviousData,
    refetchInterval: refetchRuns,
  })
  return (
    <>
      <PageHead title="Runs of all organizations" question="What is being read, and what went wrong?">
        <Exports path="/runs" query={{}} />
      </PageHead>
      <Asked asked={runs}>
        {(data) => (
          <>
            {data.runs.length === 0 ? (
              <p className="muted">There is none yet.</p>
            ) : (
              <RunTable runs={data.runs} hasOrganization />
            )}
            <PageLinks next={data.next} />
          </>
        )}
      </Asked>
    </>
  )
}

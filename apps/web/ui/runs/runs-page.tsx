/** What is being read, and what went wrong: every run, the newest first. */
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { runsQuery } from '../api/queries.ts'
import type { Run } from '../api/types.ts'
import { useIsAtLeast } from '../app/my-role.ts'
import { useSeconds } from '../app/now.ts'
import { useOrganization, useView } from '../app/organization.tsx'
import type { View } from '../app/view.ts'
import { formatDuration } from '../format/duration.ts'
import { formatCount } from '../format/number.ts'
import { Asked } from '../parts/asked.tsx'
import { Empty } from '../parts/conditions.tsx'
import { Exports } from '../parts/exports.tsx'
import { PageHead } from '../parts/page-head.tsx'
import { TableScroll } from '../parts/table.tsx'
import { RunStatusLabel } from './run-status.tsx'
import { countsWords, isOver } from './run-words.ts'
import { StartRun } from './start-run.tsx'
import './runs.css'

const whileActiveMs = 2_000
const whileQuietMs = 15_000

export function RunsPage() {
  const { id } = useOrganization()
  const { cursor } = useView()
  const isAdmin = useIsAtLeast('admin')
  const query = { organization: id, limit: 50, cursor }
  const runs = useQuery({
    ...runsQuery(query),
    placeholderData: keepPreviousData,
    refetchInterval: ({ state }) =>
      state.data?.runs.some(({ status }) => !isOver(status)) ? whileActiveMs : whileQuietMs,
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
              <nav className="pages" aria-label="Pages of the list">
                {data.next !== null && (
                  <Link to="." search={((before: View) => ({ ...before, cursor: data.next })) as never}>
                    Earlier runs
                  </Link>
                )}
              </nav>
            </>
          )
        }
      </Asked>
    </>
  )
}

function RunTable({ runs }: { runs: readonly Run[] }) {
  const { id, zone } = useOrganization()
  const now = useSeconds()
  return (
    <TableScroll label="Runs">
      <table className="table">
        <thead>
          <tr>
            <th scope="col">Run</th>
            <th scope="col">Status</th>
            <th scope="col">By</th>
            <th scope="col">Begun</th>
            <th scope="col" className="number">
              Took
            </th>
            <th scope="col">Progress</th>
            <th scope="col">What came of it</th>
          </tr>
        </thead>
        <tbody>
          {runs.map((run) => {
            const {
              createdAt,
              error,
              finishedAt,
              id: runId,
              job,
              labels,
              progress,
              recoveries,
              startedAt,
              status,
            } = run
            return (
              <tr key={runId}>
                <th scope="row">
                  <Link to="/o/$org/runs/$id" params={{ org: id, id: runId }}>
                    {job}
                  </Link>
                </th>
                <td>
                  <RunStatusLabel status={status} />
                  {recoveries > 0 && <span className="muted small"> recovered {recoveries}×</span>}
                </td>
                <td>{labels.startedBy ?? '–'}</td>
                <td className="time">{zone.dateTime(startedAt ?? createdAt)}</td>
                <td className="number">
                  {startedAt === null ? '–' : formatDuration(Math.max(0, (finishedAt ?? now) - startedAt))}
                </td>
                <td>
                  {progress && !isOver(status)
                    ? `${formatCount(progress.current)}${progress.total === null ? '' : ` of ${formatCount(progress.total)}`}`
                    : ''}
                </td>
                <td>{error ? error.message : (countsWords(run) ?? '')}</td>
              </tr>
            )
          })}
        </tbody>
      </table>
    </TableScroll>
  )
}

/** Runs as rows: what each is, who began it, how far it is and what came of it. */
import { Link } from '@tanstack/react-router'
import type { Run } from '../api/types.ts'
import { useSeconds } from '../app/now.ts'
import { useZone } from '../app/organization.tsx'
import { formatDuration } from '../format/duration.ts'
import { formatCount } from '../format/number.ts'
import { MomentHead } from '../parts/moment-head.tsx'
import { TableScroll } from '../parts/table.tsx'
import { RunStatusLabel } from './run-status.tsx'
import { countsWords, isOver } from './run-words.ts'
import './runs.css'

export interface RunTableProps {
  readonly runs: readonly Run[]
  /** They are of several. */
  readonly hasOrganization?: boolean
}

export function RunTable({ runs, hasOrganization = false }: RunTableProps) {
  const zone = useZone()
  const now = useSeconds()
  return (
    <TableScroll label="Runs">
      <table className="table">
        <thead>
          <tr>
            <th scope="col">Run</th>
            {hasOrganization && <th scope="col">Organization</th>}
            <th scope="col">Status</th>
            <th scope="col">By</th>
            <MomentHead zone={zone}>Begun</MomentHead>
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
                  {labels.organization === undefined ? (
                    job
                  ) : (
                    <Link to="/o/$org/runs/$id" params={{ org: labels.organization, id: runId }}>
                      {job}
                    </Link>
                  )}
                </th>
                {hasOrganization && <td>{labels.organization ?? '–'}</td>}
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

/** Each figure before and after, and which pull requests moved most. */
import type { Metric, Preview } from '../api/types.ts'
import { useOrganization } from '../app/organization.tsx'
import { formatDuration } from '../format/duration.ts'
import { formatCount, formatList, formatPlural } from '../format/number.ts'
import { Notice } from '../parts/conditions.tsx'
import { PullRequestLink } from '../parts/pull-request-link.tsx'
import { TableScroll } from '../parts/table.tsx'

const rows: readonly [Metric, string][] = [
  ['total', 'Total'],
  ['coding', 'Coding'],
  ['pickup', 'Pickup'],
  ['review', 'Review'],
  ['deploy', 'Deploy'],
  ['lead_time', 'Lead time'],
]
const columns = ['medianSeconds', 'p75Seconds', 'p90Seconds'] as const
const headings = { medianSeconds: 'p50', p75Seconds: 'p75', p90Seconds: 'p90' } as const

const durationText = (seconds: number | null) => (seconds === null ? '–' : formatDuration(seconds))

export function PreviewFigures({ preview: { figures, moved, unread } }: { preview: Preview }) {
  const { facts } = useOrganization()
  const { before, after } = figures.wall
  return (
    <div role="status">
      <p>
        {moved.pullRequests === 0
          ? `Nothing would change: all ${formatPlural(moved.compared, 'pull request')} come out as they are.`
          : `${formatCount(moved.pullRequests)} of ${formatPlural(moved.compared, 'pull request')} would come out otherwise. Nothing is saved yet.`}
      </p>
      {unread.length > 0 && (
        <Notice>
          What the rule asks for was never read of {formatList(unread)}: saving reads it, and gives other
          figures than these.
        </Notice>
      )}
      <TableScroll label={`Figures of ${facts.name} before and after`}>
        <table className="table">
          <thead>
            <tr>
              <th scope="col">Of all that was merged</th>
              <th scope="col" className="number">
                Counted
              </th>
              {columns.map((column) => (
                <th key={column} scope="col" className="number">
                  {headings[column]}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            <tr>
              <th scope="row">Merged</th>
              <td className="number">{changeText(before.merged, after.merged, formatCount)}</td>
              <td colSpan={3} />
            </tr>
            {rows.map(([metric, label]) => (
              <tr key={metric} data-metric={metric}>
                <th scope="row">{label}</th>
                <td className="number">
                  {changeText(before.metrics[metric].n, after.metrics[metric].n, formatCount)}
                </td>
                {columns.map((column) => (
                  <td key={column} className="number">
                    {changeText(before.metrics[metric][column], after.metrics[metric][column], durationText)}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </TableScroll>
      {moved.most.length > 0 && (
        <TableScroll label="Pull requests that would move most">
          <table className="table">
            <thead>
              <tr>
                <th scope="col">Pull request</th>
                <th scope="col" className="number">
                  Moves by
                </th>
                <th scope="col" className="number">
                  Total
                </th>
                <th scope="col">Kind</th>
              </tr>
            </thead>
            <tbody>
              {moved.most.map((one) => (
                <tr key={`${one.repository}#${one.number}`}>
                  <th scope="row">
                    <PullRequestLink repository={one.repository} number={one.number} title={one.title} />
                  </th>
                  <td className="number">{formatDuration(one.movedSeconds)}</td>
                  <td className="number">
                    {changeText(one.before?.total ?? null, one.after.total, durationText)}
                  </td>
                  <td>{changeText(one.before?.kind ?? '–', one.after.kind, String)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </TableScroll>
      )}
    </div>
  )
}

function changeText<T>(before: T, after: T, text: (value: T) => string): string {
  return before === after ? text(after) : `${text(before)} → ${text(after)}`
}

/** Releases, the newest first, with what each released. */
import { Link } from '@tanstack/react-router'
import type { ReleaseBatch } from '../api/types.ts'
import { useClock, useOrganization, useView } from '../app/organization.tsx'
import { formatDeploy, formatExact } from '../format/duration.ts'
import { formatCount } from '../format/number.ts'
import { TableScroll } from '../parts/table.tsx'
import { rowId } from './release-dots.tsx'
import { toReleaseList } from './release-list.ts'
import { releaseName } from './release-words.ts'

export function ReleaseTable({ batches }: { batches: readonly ReleaseBatch[] }) {
  const { id, zone } = useOrganization()
  const view = useView()
  const clock = useClock()
  return (
    <TableScroll label="Releases">
      <table className="table releases">
        <thead>
          <tr>
            <th scope="col">Released by</th>
            <th scope="col">Repository</th>
            <th scope="col">At</th>
            <th scope="col" className="number">
              Pull requests
            </th>
            <th scope="col" className="number">
              Median wait
            </th>
            <th scope="col" className="number">
              Longest wait
            </th>
          </tr>
        </thead>
        <tbody>
          {batches.map((batch, index) => (
            <tr key={`${batch.repository} ${batch.id}`} id={rowId(index)}>
              <th scope="row">
                <ReleaseName {...batch} />
              </th>
              <td>{batch.repository}</td>
              <td className="time">{zone.dateTime(batch.at)}</td>
              <td className="number">
                <Link to="/o/$org/pulls" params={{ org: id }} search={toReleaseList(view, batch)}>
                  {formatCount(batch.size)}
                </Link>
              </td>
              <td className="number" title={formatExact(batch.medianWaitSeconds, clock)}>
                {formatDeploy(batch.medianWaitSeconds, clock)}
              </td>
              <td className="number" title={formatExact(batch.longestWaitSeconds, clock)}>
                {formatDeploy(batch.longestWaitSeconds, clock)}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </TableScroll>
  )
}

/** A pull request leads to its page. */
export function ReleaseName(batch: Pick<ReleaseBatch, 'kind' | 'name' | 'repository'>) {
  const { id } = useOrganization()
  const [owner = '', repo = ''] = batch.repository.split('/')
  if (batch.kind !== 'pull-request') return releaseName(batch)
  return (
    <Link
      to="/o/$org/pulls/$owner/$repo/$number"
      params={{ org: id, owner, repo, number: batch.name.replace('#', '') }}
    >
      {releaseName(batch)}
    </Link>
  )
}

/** Who changed or did what, and when: before and after, the newest first. */
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { auditQuery } from '../api/queries.ts'
import { useOrganization, useView } from '../app/organization.tsx'
import type { View } from '../app/view.ts'
import { Empty, ErrorPanel, Loading } from '../parts/conditions.tsx'
import { PageHead } from '../parts/page-head.tsx'
import { TableScroll } from '../parts/table.tsx'
import './settings.css'

export function AuditPage() {
  const { id, zone } = useOrganization()
  const { cursor } = useView()
  const { data, error, refetch } = useQuery({
    ...auditQuery(id, { limit: 50, cursor }),
    placeholderData: keepPreviousData,
  })
  return (
    <>
      <PageHead title="Audit" question="Who changed or did what?" />
      {error && !data ? (
        <ErrorPanel error={error} onRetry={() => void refetch()} />
      ) : !data ? (
        <Loading />
      ) : data.changes.length === 0 ? (
        <Empty title="Nothing has been set or done yet" />
      ) : (
        <>
          <TableScroll label="Changes">
            <table className="table">
              <thead>
                <tr>
                  <th scope="col">When</th>
                  <th scope="col">Who</th>
                  <th scope="col">What</th>
                  <th scope="col">Before</th>
                  <th scope="col">After</th>
                </tr>
              </thead>
              <tbody>
                {data.changes.map((change) => (
                  <tr key={change.id}>
                    <td className="time">{zone.dateTime(change.changedAt)}</td>
                    <td>{change.changedBy}</td>
                    <th scope="row">{change.key}</th>
                    <td>{valueText(change.before)}</td>
                    <td>{valueText(change.after)}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </TableScroll>
          <nav className="pages" aria-label="Pages of the list">
            {data.next !== null && (
              <Link to="." search={((before: View) => ({ ...before, cursor: data.next })) as never}>
                Earlier changes
              </Link>
            )}
          </nav>
        </>
      )}
    </>
  )
}

const valueText = (value: unknown): string =>
  value === null || value === undefined ? '–' : typeof value === 'string' ? value : JSON.stringify(value)

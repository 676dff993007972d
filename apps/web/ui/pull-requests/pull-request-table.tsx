/** Pull requests as rows; a heading sorts where the API can. */
import { Link } from '@tanstack/react-router'
import type { PullRequest } from '../api/types.ts'
import { useClock, useOrganization } from '../app/organization.tsx'
import type { View } from '../app/view.ts'
import { TableScroll } from '../parts/table.tsx'
import type { Column } from './columns.tsx'

export interface PullRequestTableProps {
  readonly pullRequests: readonly PullRequest[]
  readonly columns: readonly Column[]
  /** Null where the order is not the reader's. */
  readonly sort: string | null
  readonly order: string
}

export function PullRequestTable({ pullRequests, columns, sort, order }: PullRequestTableProps) {
  const { zone } = useOrganization()
  const clock = useClock()
  return (
    <TableScroll label="Pull requests">
      <table className="table pull-requests">
        <thead>
          <tr>
            {columns.map((column) => (
              <Heading key={column.key} column={column} sort={sort} order={order} />
            ))}
          </tr>
        </thead>
        <tbody>
          {pullRequests.map((one) => (
            <tr key={`${one.repository}#${one.number}`}>
              {columns.map(({ cell, isNumber, key }) => (
                <td key={key} className={isNumber ? 'number' : `cell-${key}`}>
                  {cell(one, { zone, clock })}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </TableScroll>
  )
}

function Heading({ column, sort, order }: { column: Column; sort: string | null; order: string }) {
  const { label, isNumber, sort: own } = column
  const isSorted = own !== undefined && own === sort
  const next = isSorted && order === 'desc' ? 'asc' : 'desc'
  return (
    <th
      scope="col"
      className={isNumber ? 'number' : undefined}
      aria-sort={isSorted ? (order === 'desc' ? 'descending' : 'ascending') : undefined}
    >
      {own === undefined || sort === null ? (
        label
      ) : (
        <Link
          to="."
          search={((before: View) => ({ ...before, sort: own, order: next, cursor: undefined })) as never}
          className="sort"
        >
          {label}
          <span aria-hidden="true">{isSorted ? (order === 'desc' ? ' ↓' : ' ↑') : ''}</span>
        </Link>
      )}
    </th>
  )
}

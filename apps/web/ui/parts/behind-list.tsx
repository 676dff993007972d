/**
 * The list behind a number: how many there are and of what, the rows, and the way to its other pages. It asks for itself,
 * so that what is shown and what can be taken along are of the same query.
 */
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import type { Query } from '../api/client.ts'
import { listQuery } from '../api/queries.ts'
import { useView } from '../app/organization.tsx'
import { Asked } from './asked.tsx'
import { Empty } from './conditions.tsx'
import { Exports } from './exports.tsx'
import { PageHead } from './page-head.tsx'
import { PageLinks } from './page-links.tsx'
import { TableScroll } from './table.tsx'

export interface Listed<Row> {
  readonly count: number
  readonly rows: readonly Row[]
  readonly next: string | null
}

export interface ListColumn<Row> {
  readonly label: string
  readonly isNumber?: boolean
  /** A day with its time, which stay on one line. */
  readonly isTime?: boolean
  readonly cell: (row: Row) => ReactNode
}

export interface BehindListProps<Data, Row> {
  readonly title: string
  readonly question: string
  readonly path: string
  /** Of all of its pages. */
  readonly query: Query
  /** Null where it is not for whoever looks, which `withheld` says. */
  readonly toList: (data: Data) => Listed<Row> | null
  /** Why there is none, and for whom there is. */
  readonly withheld?: string
  /** `12 responses on Mondays.` */
  readonly words: (count: number) => string
  /** To where the number stands. */
  readonly back: ReactNode
  /** The first is of the row's name. */
  readonly columns: readonly ListColumn<Row>[]
}

export function BehindList<Data, Row>(props: BehindListProps<Data, Row>) {
  const { title, question, path, query, toList, withheld, back } = props
  const { cursor } = useView()
  const asked = useQuery({
    ...listQuery<Data>(path, { ...query, cursor }),
    placeholderData: keepPreviousData,
  })
  const isWithheld = asked.data !== undefined && toList(asked.data as Data) === null
  return (
    <>
      <PageHead title={title} question={question}>
        {!isWithheld && <Exports path={path} query={query} />}
      </PageHead>
      <Asked asked={asked} lines={14}>
        {(data) => {
          const list = toList(data)
          return list === null ? (
            <Empty title="Not shown">
              <p>{withheld}</p>
              <p>{back}</p>
            </Empty>
          ) : (
            <Rows {...props} list={list} />
          )
        }}
      </Asked>
    </>
  )
}

function Rows<Data, Row>({
  title,
  words,
  back,
  columns,
  list: { count, next, rows },
}: BehindListProps<Data, Row> & { readonly list: Listed<Row> }) {
  return (
    <>
      <p className="muted behind-words" data-count={count}>
        {words(count)} {back}
      </p>
      {rows.length > 0 && (
        <TableScroll label={title}>
          <table className="table behind">
            <thead>
              <tr>
                {columns.map(({ label, isNumber }) => (
                  <th key={label} scope="col" className={isNumber ? 'number' : undefined}>
                    {label}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {rows.map((row, at) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: some have nothing that tells them from others.
                <tr key={at}>
                  {columns.map(({ label, isNumber, isTime, cell }, index) =>
                    index === 0 ? (
                      <th key={label} scope="row">
                        {cell(row)}
                      </th>
                    ) : (
                      <td key={label} className={isNumber ? 'number' : isTime ? 'time' : undefined}>
                        {cell(row)}
                      </td>
                    ),
                  )}
                </tr>
              ))}
            </tbody>
          </table>
        </TableScroll>
      )}
      <PageLinks next={next} />
    </>
  )
}

/** The board as a table: all states together, the longest wait first. */
import type { BoardColumn } from '../api/types.ts'
import { useOrganization } from '../app/organization.tsx'
import { formatDuration } from '../format/duration.ts'
import { PullRequestLink } from '../parts/pull-request-link.tsx'
import { TableScroll } from '../parts/table.tsx'
import { StateLabel } from '../states/patterns.tsx'
import { toStateKey } from '../states/states.ts'
import { waitsFor } from '../states/waits-for.ts'
import { inOrder } from './board.ts'
import { placeWords } from './usual-words.ts'

export function WaitingTable({ columns, at }: { columns: readonly BoardColumn[]; at: number }) {
  const { zone } = useOrganization()
  const usual = new Map<string, BoardColumn['usual']>(columns.map((one) => [one.state, one.usual]))
  const placeOf = (state: string, seconds: number) => {
    const known = usual.get(state)
    return known ? placeWords(seconds, known) : null
  }
  return (
    <TableScroll label="What waits">
      <table className="table">
        <thead>
          <tr>
            <th scope="col">Pull request</th>
            <th scope="col">State</th>
            <th scope="col" className="number">
              For
            </th>
            <th scope="col">Than usual in its state</th>
            <th scope="col">Since</th>
            <th scope="col">Waits on</th>
          </tr>
        </thead>
        <tbody>
          {inOrder(columns).map((one) => {
            const age = Math.max(0, at - one.since)
            return (
              <tr key={`${one.repository}#${one.number}`}>
                <th scope="row">
                  <PullRequestLink {...one} />
                </th>
                <td>
                  <StateLabel state={toStateKey(one.state, one.turn)} />
                </td>
                <td className="number">{formatDuration(age)}</td>
                <td>
                  {placeOf(one.state, age) ?? <span title="too few ended in the 90 days before">–</span>}
                </td>
                <td className="time">{zone.dateTime(one.since)}</td>
                <td>{waitsFor(one)}</td>
              </tr>
            )
          })}
        </tbody>
      </table>
    </TableScroll>
  )
}

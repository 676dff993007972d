/** What waits now, on whom, and since when. */
import { SegmentedControl } from '@mantine/core'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { waitingPath, waitingQuery } from '../api/queries.ts'
import type { Waiting } from '../api/types.ts'
import { scopeWords, toApiFilter } from '../app/filter-words.ts'
import { useNow } from '../app/now.ts'
import { useChangeView, useOrganization, useView } from '../app/organization.tsx'
import { formatDuration } from '../format/duration.ts'
import { formatList, formatPlural } from '../format/number.ts'
import { Empty, ErrorPanel, Loading, Notice } from '../parts/conditions.tsx'
import { Exports } from '../parts/exports.tsx'
import { PageHead } from '../parts/page-head.tsx'
import { PullRequestLink } from '../parts/pull-request-link.tsx'
import { TableScroll } from '../parts/table.tsx'
import { StateLabel } from '../states/patterns.tsx'
import { toStateKey } from '../states/states.ts'
import { toBoard } from './board.ts'
import { Column } from './column.tsx'
import './now.css'

/** What the API gives at once. */
const most = 1_000

export function NowPage() {
  const { id } = useOrganization()
  const view = useView()
  const change = useChangeView()
  const { period: _, from: __, to: ___, ...scope } = toApiFilter(view)
  const query = { ...scope, limit: most }
  const { data, error, refetch, isPlaceholderData } = useQuery({
    ...waitingQuery(id, query),
    placeholderData: keepPreviousData,
  })
  const isTable = view.now === 'table'
  const words = scopeWords(view)
  return (
    <>
      <PageHead title="Now" question="What waits now, on whom, since when?">
        <SegmentedControl
          size="xs"
          aria-label="Shown as"
          value={isTable ? 'table' : 'board'}
          onChange={(next) =>
            change({ now: next === 'table' ? 'table' : undefined } as never, { replace: true })
          }
          data={[
            { value: 'board', label: 'Board' },
            { value: 'table', label: 'Table' },
          ]}
        />
        <Exports path={waitingPath(id)} query={query} />
      </PageHead>
      {error ? (
        <ErrorPanel error={error} onRetry={() => void refetch()} />
      ) : !data ? (
        <Loading lines={12} />
      ) : data.waiting.length === 0 ? (
        <Empty title="Nothing waits">
          <p>No open pull request is of this filter.</p>
        </Empty>
      ) : (
        <div data-stale={isPlaceholderData}>
          <p className="muted now-count">
            {formatPlural(data.waiting.length, 'open pull request')}
            {words && `, ${words}`}
            {!view.kind && '; of kind work'}. The longest wait stands first.
          </p>
          {data.waiting.length >= most && <Notice>Only the {most} that wait longest are shown.</Notice>}
          {isTable ? <WaitingTable waiting={data.waiting} /> : <Board waiting={data.waiting} />}
        </div>
      )}
    </>
  )
}

const Board = ({ waiting }: { waiting: readonly Waiting[] }) => (
  // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard.
  <section className="board" aria-label="Board" tabIndex={0}>
    {toBoard(waiting)
      .filter(({ state, waiting: here }) => state !== 'awaiting-release' || here.length > 0)
      .map((column) => (
        <Column key={column.state} column={column} />
      ))}
  </section>
)

function WaitingTable({ waiting }: { waiting: readonly Waiting[] }) {
  const { zone } = useOrganization()
  const now = useNow()
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
            <th scope="col">Since</th>
            <th scope="col">Waits on</th>
          </tr>
        </thead>
        <tbody>
          {waiting.map((one) => (
            <tr key={`${one.repository}#${one.number}`}>
              <th scope="row">
                <PullRequestLink {...one} />
              </th>
              <td>
                <StateLabel state={toStateKey(one.state, one.turn)} />
              </td>
              <td className="number">{formatDuration(Math.max(0, now - one.since))}</td>
              <td className="time">{zone.dateTime(one.since)}</td>
              <td>{one.on.length === 0 ? 'nobody in particular' : formatList(one.on)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </TableScroll>
  )
}

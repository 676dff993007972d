/** What waits now, or waited at any moment of the past, on whom, and since when. */
import { SegmentedControl } from '@mantine/core'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { boardPath, boardQuery } from '../api/queries.ts'
import type { Answer } from '../api/types.ts'
import { scopeOf, scopeWords } from '../app/filter-words.ts'
import { useNow } from '../app/now.ts'
import { useChangeView, useOrganization, useView } from '../app/organization.tsx'
import { pick } from '../app/view.ts'
import { LeftOutLine, ReleaseProblems } from '../figures/left-out.tsx'
import { UnreadOfFilter } from '../figures/unread-notice.tsx'
import { FirstSteps } from '../first-steps/first-steps.tsx'
import { toInstantText } from '../format/local-time.ts'
import { formatCount, formatPlural } from '../format/number.ts'
import { Asked } from '../parts/asked.tsx'
import { Empty, Notice } from '../parts/conditions.tsx'
import { Exports } from '../parts/exports.tsx'
import { LinkedText } from '../parts/linked-text.tsx'
import { PageHead } from '../parts/page-head.tsx'
import { countPart } from '../parts/text-parts.ts'
import { countOpen, toBoard } from './board.ts'
import { Column } from './column.tsx'
import { MomentChoice } from './moment-choice.tsx'
import { WaitingTable } from './waiting-table.tsx'
import './now.css'

/** Of each state, the longest waits. */
const most = 300

export function NowPage() {
  const { id, zone } = useOrganization()
  const view = useView()
  const now = useNow()
  const change = useChangeView()
  const query = { ...scopeOf(view), at: view.at, limit: most }
  const board = useQuery({
    ...boardQuery(id, query),
    placeholderData: keepPreviousData,
  })
  const isPast = view.at !== undefined
  const moment = Date.parse(view.at ?? '') / 1_000
  const isMoment = !Number.isNaN(moment)
  const isTable = view.now === 'table'
  return (
    <>
      <PageHead
        title={isMoment ? zone.dateTime(moment) : 'Now'}
        question={
          isPast ? 'What waited at that moment, on whom, since when?' : 'What waits now, on whom, since when?'
        }
      >
        <MomentChoice at={isMoment ? moment : now} isPast={isPast} />
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
        <Exports path={boardPath(id)} query={query} />
      </PageHead>
      <Asked asked={board} lines={12}>
        {(data) =>
          data.columns.every(({ count }) => count === 0) ? (
            <FirstSteps>
              <Empty title={isPast ? 'Nothing waited' : 'Nothing waits'}>
                <p>No open pull request {isPast ? 'was' : 'is'} of this filter.</p>
              </Empty>
            </FirstSteps>
          ) : (
            <Shown board={data} at={isPast ? data.at : now} isPast={isPast} isTable={isTable} />
          )
        }
      </Asked>
    </>
  )
}

interface ShownProps {
  readonly board: Answer<'board'>
  readonly at: number
  readonly isPast: boolean
  readonly isTable: boolean
}

function Shown({ board: { columns, leftOut, releaseProblems }, at, isPast, isTable }: ShownProps) {
  const { zone } = useOrganization()
  const view = useView()
  const words = scopeWords(view)
  const merged = columns.find(({ state }) => state === 'awaiting-release')?.count ?? 0
  // What was open at a moment of the past is in the columns, and in no other list.
  const behind = isPast ? (_: number, text: string) => ({ text }) : countPart
  const cut = columns.filter(({ count, longest }) => longest.length < count)
  return (
    <>
      <p className="muted now-count">
        {isPast && `On ${zone.dateTime(at)} ${zone.name}, as known today and under today’s rules: `}
        <LinkedText
          parts={[
            behind(countOpen(columns), formatPlural(countOpen(columns), 'open pull request'), {
              state: 'open',
            }),
            ...(merged > 0
              ? [
                  { text: ' and ' },
                  behind(merged, `${formatCount(merged)} merged but not released`, { released: 'false' }),
                ]
              : []),
          ]}
          list={{ ...scopeOf(view), ...pick(view, ['clock']), period: 'all', whole: 'true' }}
        />
        {words && `, ${words}`}
        {!view.kind && '; of kind work'}. The longest wait stands first.
      </p>
      <LeftOutLine
        leftOut={leftOut}
        what={isPast ? 'that was open' : 'that is open'}
        list={{
          ...scopeOf(view),
          ...pick(view, ['clock']),
          period: 'all',
          ...(isPast ? { state: 'all', openAt: toInstantText(at) } : { state: 'open' }),
        }}
      />
      <UnreadOfFilter />
      <ReleaseProblems problems={releaseProblems} />
      {cut.length > 0 && <Notice>Of each state, only the {most} that wait longest are named.</Notice>}
      {isTable ? (
        <WaitingTable columns={columns} at={at} />
      ) : (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard.
        <section className="board" aria-label="Board" tabIndex={0}>
          {toBoard(columns)
            .filter(({ state, count }) => state !== 'awaiting-release' || count > 0)
            .map((column) => (
              <Column key={column.state} column={column} at={at} />
            ))}
        </section>
      )}
    </>
  )
}

/** How often reviewers and author took turns before the merge. */
import { Link } from '@tanstack/react-router'
import { useOrganizationId, useView } from '../app/organization.tsx'
import { ChartFrame } from '../charts/chart-frame.tsx'
import { CountBars } from '../charts/count-bars.tsx'
import { mergedList } from '../figures/merged-list.ts'
import { CountLink } from '../parts/count-link.tsx'
import { roundLabel } from './review-words.ts'

export function Rounds({ rounds }: { rounds: readonly number[] }) {
  const org = useOrganizationId()
  const view = useView()
  const bars = rounds.map((count, index) => ({
    count,
    label: roundLabel(index, rounds.length - 1),
    list: { ...mergedList(view), rounds: String(index) },
  }))
  return (
    <ChartFrame
      title="How many rounds"
      note={
        <>
          Pull requests by their rounds of review.{' '}
          <Link to="/o/$org/pulls" params={{ org }} search={{ ...mergedList(view), sort: 'review_rounds' }}>
            All of them, the most rounds first
          </Link>
        </>
      }
      height={170}
      draw={(width) => <CountBars bars={bars} width={width} height={170} label="Pull requests by rounds" />}
      table={{
        head: ['Rounds', 'Pull requests'],
        rows: bars.map(({ label, count, list }) => [
          label,
          <CountLink key="count" count={count} list={list} of={`with ${label} rounds`} />,
        ]),
      }}
    />
  )
}

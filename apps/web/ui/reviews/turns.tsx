/** Whose turn the time in review was: a sum, since turns add up. */
import { Link } from '@tanstack/react-router'
import type { Reviews } from '../api/types.ts'
import { useClock, useOrganizationId, useView } from '../app/organization.tsx'
import { PartBar } from '../charts/part-bar.tsx'
import { mergedList } from '../figures/merged-list.ts'
import { formatLong } from '../format/duration.ts'
import { formatShare } from '../format/number.ts'
import { Section } from '../parts/page-head.tsx'
import { stateFill } from '../states/fills.ts'
import { Swatch } from '../states/patterns.tsx'
import { stateStyles } from '../states/states.ts'
import { turnShares } from './review-words.ts'

const keys = ['author', 'reviewers', 'approved'] as const

export function Turns({ turns }: { turns: Reviews['turns'] }) {
  const org = useOrganizationId()
  const view = useView()
  const clock = useClock()
  const shares = turnShares(turns)
  if (shares.author === null) return null
  const parts = keys.map((key) => ({
    key,
    label: key === 'approved' ? 'approved and not merged' : stateStyles[key].label,
    share: shares[key],
    fill: stateFill(key),
  }))
  return (
    <Section
      title="Whose turn"
      note={
        <>
          Of {formatLong(turns.author + turns.reviewers + turns.approved, clock)} in review, summed over{' '}
          <Link to="/o/$org/pulls" params={{ org }} search={{ ...mergedList(view), sort: 'review' }}>
            what was merged
          </Link>
          .
        </>
      }
    >
      <PartBar parts={parts} height={26} />
      <ul className="share-labels">
        {parts.map(({ key, label, share, fill }) => (
          <li key={key} className="state-label">
            <Swatch fill={fill} />
            {label} <strong>{formatShare(share)}</strong>
            <span className="muted">{formatLong(turns[key as keyof typeof turns], clock)}</span>
          </li>
        ))}
      </ul>
    </Section>
  )
}

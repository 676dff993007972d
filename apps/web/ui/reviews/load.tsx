/**
 * Whether the load is shared: people are counted and never named, and of fewer than three nothing is said. What each
 * part gave can be opened, where that says nothing of fewer than three people to who may not see it: where one part
 * is of so few, the other tells it, since all less the other is it.
 */
import { Link } from '@tanstack/react-router'
import type { Reviews } from '../api/types.ts'
import { toLinkFilter } from '../app/filter-words.ts'
import { useOrganization, useView } from '../app/organization.tsx'
import { PartBar } from '../charts/part-bar.tsx'
import { formatCount, formatShare } from '../format/number.ts'
import { Section } from '../parts/page-head.tsx'
import { bandFill } from '../states/fills.ts'
import { Swatch } from '../states/patterns.tsx'
import { leastPeople, loadParts, loadWords, toLoadShare } from './review-words.ts'

export function Load({ reviews: { load, responses } }: { reviews: Reviews }) {
  const { facts, id } = useOrganization()
  const list = toLinkFilter(useView())
  if (load === null)
    return (
      <Section title="Is the load shared">
        <p className="muted">Fewer than three people responded: it would be said of one of them.</p>
      </Section>
    )
  const parts = loadParts(responses, load)
  const areListed = facts.people.others || parts.every(({ people }) => people >= leastPeople)
  return (
    <Section title="Is the load shared" note={loadWords(toLoadShare(responses, load))}>
      <PartBar
        parts={parts.map((part) => ({ ...part, fill: bandFill(part.key === 'busiest' ? 5 : 0) }))}
        height={18}
      />
      <ul className="share-labels">
        {parts.map(({ key, label, responses: given, share }) => (
          <li key={key} className="state-label">
            <Swatch fill={bandFill(key === 'busiest' ? 5 : 0)} />
            {label} <strong>{formatShare(share)}</strong>
            {areListed ? (
              <Link to="/o/$org/reviews/responses" params={{ org: id }} search={{ ...list, load: key }}>
                {formatCount(given)} responses<span className="hidden"> by {label}</span>
              </Link>
            ) : (
              <span className="muted">{formatCount(given)} responses</span>
            )}
          </li>
        ))}
      </ul>
      {!areListed && <p className="muted">One part is of fewer than three people: neither is listed.</p>}
    </Section>
  )
}

/** Whether the load is shared: people are counted and never named, and of fewer than three nothing is said. */
import type { Reviews } from '../api/types.ts'
import { PartBar } from '../charts/part-bar.tsx'
import { formatShare } from '../format/number.ts'
import { Section } from '../parts/page-head.tsx'
import { bandFill } from '../states/fills.ts'
import { Swatch } from '../states/patterns.tsx'
import { loadWords, toLoadShare } from './review-words.ts'

export function Load({ reviews: { load, responses } }: { reviews: Reviews }) {
  if (load === null)
    return (
      <Section title="Is the load shared">
        <p className="muted">Fewer than three people responded: it would be said of one of them.</p>
      </Section>
    )
  const shared = toLoadShare(responses, load)
  const parts = [
    { key: 'busiest', label: 'the busiest fifth', share: shared.share, fill: bandFill(5) },
    { key: 'others', label: 'the others', share: 1 - shared.share, fill: bandFill(0) },
  ]
  return (
    <Section title="Is the load shared" note={loadWords(shared)}>
      <PartBar parts={parts} height={18} />
      <ul className="share-labels">
        {parts.map(({ key, label, share, fill }) => (
          <li key={key} className="state-label">
            <Swatch fill={fill} />
            {label} <strong>{formatShare(share)}</strong>
          </li>
        ))}
      </ul>
    </Section>
  )
}

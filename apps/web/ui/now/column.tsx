/** One state of the board: how many are in it, and each with its age. */
import { useState } from 'react'
import type { Waiting } from '../api/types.ts'
import { useNow } from '../app/now.ts'
import { useOrganization } from '../app/organization.tsx'
import { formatDuration } from '../format/duration.ts'
import { formatCount, formatList } from '../format/number.ts'
import { PullRequestLink } from '../parts/pull-request-link.tsx'
import { Swatch, stateFill } from '../states/patterns.tsx'
import { stateStyles } from '../states/states.ts'
import { ageShare, type BoardColumn } from './board.ts'

/** More when asked for: a column that scrolls for ever says less. */
const first = 12

export function Column({ column: { state, waiting } }: { column: BoardColumn }) {
  const [isAll, setIsAll] = useState(false)
  const { label, meaning } = stateStyles[state]
  const shown = isAll ? waiting : waiting.slice(0, first)
  return (
    <section className="column" aria-labelledby={`column-${state}`}>
      <h2 id={`column-${state}`} title={meaning}>
        <Swatch fill={stateFill(state)} />
        {label}
        <span className="column-count">{formatCount(waiting.length)}</span>
      </h2>
      {waiting.length === 0 && <p className="muted small">none</p>}
      <ol>
        {shown.map((one) => (
          <Card key={`${one.repository}#${one.number}`} waiting={one} state={state} />
        ))}
      </ol>
      {shown.length < waiting.length && (
        <button type="button" className="link-button small" onClick={() => setIsAll(true)}>
          {waiting.length - shown.length} more
        </button>
      )}
    </section>
  )
}

function Card({ waiting, state }: { waiting: Waiting; state: BoardColumn['state'] }) {
  const { zone } = useOrganization()
  const now = useNow()
  const { on, since } = waiting
  const age = Math.max(0, now - since)
  return (
    <li className="card">
      <PullRequestLink {...waiting} isShort />
      <div className="card-age" title={`since ${zone.dateTime(since)}`}>
        <svg width="100%" height="5" preserveAspectRatio="none" viewBox="0 0 100 5" aria-hidden="true">
          <rect width="100" height="5" className="age-back" />
          <rect width={ageShare(age) * 100} height="5" fill={`var(--state-${state})`} />
        </svg>
        <span>{formatDuration(age)}</span>
      </div>
      {on.length > 0 && <p className="muted card-on">{formatList(on)}</p>}
    </li>
  )
}

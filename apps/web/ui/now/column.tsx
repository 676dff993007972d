/** One state of the board: how many are in it, how long they usually are, and each with its age. */
import { useEffect, useRef, useState } from 'react'
import type { BoardColumn, Waiting } from '../api/types.ts'
import { useOrganization } from '../app/organization.tsx'
import { formatDuration } from '../format/duration.ts'
import { formatCount, formatList } from '../format/number.ts'
import { PullRequestLink } from '../parts/pull-request-link.tsx'
import { stateFill } from '../states/fills.ts'
import { Swatch } from '../states/patterns.tsx'
import { stateStyles } from '../states/states.ts'
import { ageShare, type Column as BoardColumnOf } from './board.ts'
import { placeWords, usualWords } from './usual-words.ts'

/** More when asked for: a column that scrolls for ever says less. */
const first = 12

export function Column({ column, at }: { column: BoardColumnOf; at: number }) {
  const { state, count, isLeast, waiting, usual } = column
  const [isAll, setIsAll] = useState(false)
  const list = useRef<HTMLOListElement>(null)
  // The button that asked for more is gone: on with the first that it brought.
  useEffect(() => {
    if (isAll) list.current?.children[first]?.querySelector('a')?.focus()
  }, [isAll])
  const { label, meaning } = stateStyles[state]
  const shown = isAll ? waiting : waiting.slice(0, first)
  return (
    <section className="column" aria-labelledby={`column-${state}`}>
      <h2 id={`column-${state}`} title={meaning}>
        <Swatch fill={stateFill(state)} />
        {label}
        <span className="column-count" title={isLeast ? 'at least' : undefined}>
          {formatCount(count)}
          {isLeast && '+'}
        </span>
      </h2>
      <p className="muted column-usual">{usualWords(usual)}</p>
      {count === 0 && <p className="muted small">none</p>}
      <ol ref={list}>
        {shown.map((one) => (
          <Card
            key={`${one.repository}#${one.number}`}
            waiting={one}
            state={state}
            usual={usual}
            age={Math.max(0, at - one.since)}
          />
        ))}
      </ol>
      {shown.length < waiting.length && (
        <button type="button" className="link-button small on-screen" onClick={() => setIsAll(true)}>
          {formatCount(waiting.length - shown.length)} more
        </button>
      )}
      {shown.length === waiting.length && waiting.length < count && (
        <p className="muted small">and {formatCount(count - waiting.length)} that wait less long</p>
      )}
    </section>
  )
}

interface CardProps {
  readonly waiting: Waiting
  readonly state: BoardColumnOf['state']
  readonly usual: BoardColumn['usual']
  /** Seconds. */
  readonly age: number
}

function Card({ waiting, state, usual, age }: CardProps) {
  const { zone } = useOrganization()
  const { on, since } = waiting
  const place = placeWords(age, usual)
  return (
    <li className="card">
      <PullRequestLink {...waiting} isShort />
      <div className="card-age" title={`since ${zone.dateTime(since)}`}>
        <svg width="100%" height="9" preserveAspectRatio="none" viewBox="0 0 100 9" aria-hidden="true">
          <rect y="2" width="100" height="5" className="age-back" />
          <rect y="2" width={ageShare(age) * 100} height="5" fill={`var(--state-${state})`} />
          {[usual.medianSeconds, usual.p90Seconds].map(
            (seconds, index) =>
              seconds !== null && (
                <rect
                  key={index === 0 ? 'median' : 'p90'}
                  className="age-usual"
                  x={ageShare(seconds) * 100}
                  width="1"
                  height="9"
                />
              ),
          )}
        </svg>
        <span>{formatDuration(age)}</span>
      </div>
      {place !== null && <p className="card-place">{place}</p>}
      {on.length > 0 && <p className="muted card-on">{formatList(on)}</p>}
    </li>
  )
}

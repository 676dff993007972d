/** What happened, the latest last: by level and text; the whole of it is a download. */
import { useState } from 'react'
import { addressOf } from '../api/client.ts'
import { runLogPath } from '../api/queries.ts'
import type { RunEvent } from '../api/types.ts'
import { useOrganization } from '../app/organization.tsx'
import { eventLine, type Level, levelOf, levels } from './event-line.ts'
import { mostLines } from './fold-events.ts'

export interface RunLogProps {
  readonly run: string
  readonly events: readonly RunEvent[]
  readonly labelOf: (step: string) => string
}

export function RunLog({ run, events, labelOf }: RunLogProps) {
  const { zone } = useOrganization()
  const [least, setLeast] = useState<Level>('info')
  const [text, setText] = useState('')
  const wanted = text.trim().toLowerCase()
  const shown = events.filter(
    (event) =>
      levels.indexOf(levelOf(event)) >= levels.indexOf(least) &&
      (wanted === '' ||
        `${event.step === null ? '' : labelOf(event.step)} ${eventLine(event)}`
          .toLowerCase()
          .includes(wanted)),
  )
  return (
    <>
      <div className="log-head">
        <label>
          Level{' '}
          <select value={least} onChange={({ currentTarget }) => setLeast(currentTarget.value as Level)}>
            {levels.map((level) => (
              <option key={level} value={level}>
                {level}
              </option>
            ))}
          </select>
        </label>
        <label>
          Search{' '}
          <input type="search" value={text} onChange={({ currentTarget }) => setText(currentTarget.value)} />
        </label>
        <a href={addressOf(runLogPath(run), { format: 'ndjson' })} download className="small">
          Download all
        </a>
        {events.length >= mostLines && <span className="muted small">The last {mostLines} lines.</span>}
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard. */}
      <section className="log" aria-label="Log" tabIndex={0}>
        {shown.length === 0 ? (
          <p className="muted">Nothing of this kind has happened.</p>
        ) : (
          <ol>
            {shown.map((event) => (
              <li key={event.seq} data-level={levelOf(event)}>
                <time>{zone.clock(event.at)}</time>
                <span className="log-step">{event.step === null ? '' : labelOf(event.step)}</span>
                <span>{eventLine(event)}</span>
              </li>
            ))}
          </ol>
        )}
      </section>
    </>
  )
}

/** The timeline and its table: the same boundaries twice, and whoever points at one sees the other. */
import { useMemo, useState } from 'react'
import type { Story } from '../api/types.ts'
import { useNow } from '../app/now.ts'
import { useChangeView, useOrganization, useView } from '../app/organization.tsx'
import type { Clock } from '../format/duration.ts'
import { Section } from '../parts/page-head.tsx'
import { StateLabel } from '../states/patterns.tsx'
import { toStateKey } from '../states/states.ts'
import { Boundaries } from './boundaries.tsx'
import { describeBoundary } from './describe-boundary.ts'
import { instantsOf } from './lay-out-timeline.ts'
import { segmentsOf } from './terms.ts'
import { canFold } from './time-scale.ts'
import { Timeline } from './timeline.tsx'
import './history.css'

export function History({ story, clock }: { story: Story; clock: Clock }) {
  const { zone, facts } = useOrganization()
  const view = useView()
  const change = useChangeView()
  const now = useNow()
  const [active, setActive] = useState<number | null>(null)
  const { segments } = story
  const last = segments.at(-1)
  const until = last ? (last.to ?? Math.max(now, last.from + 60)) : now
  const shown = useMemo(() => segmentsOf(view.show, segments), [view.show, segments])
  const describe = (index: number) => describeBoundary(story, index, { zone, clock, now })
  const isFoldable = useMemo(
    () =>
      canFold({
        from: segments[0]?.from ?? 0,
        to: until,
        width: 1_000,
        instants: instantsOf(story),
        fold: true,
      }),
    [segments, until, story],
  )
  if (segments.length === 0) return null
  const keys = [...new Set(segments.map(({ state, turn }) => toStateKey(state, turn)))]
  return (
    <>
      <div className="history">
        <div className="history-head">
          <ul className="legend" aria-label="States">
            {keys.map((key) => (
              <li key={key}>
                <StateLabel state={key} />
              </li>
            ))}
            <li className="legend-events">
              <svg width="12" height="12" viewBox="-6 -6 12 12" aria-hidden="true">
                <circle r="4" className="legend-hollow" />
              </svg>
              did not count
            </li>
          </ul>
          {isFoldable && (
            <label className="fold on-screen">
              <input
                type="checkbox"
                checked={view.fold === '1'}
                onChange={({ currentTarget }) =>
                  change({ fold: currentTarget.checked ? '1' : undefined } as never, { replace: true })
                }
              />
              Fold long gaps
            </label>
          )}
        </div>
        <Timeline
          story={story}
          zone={zone}
          hours={facts.calendar ?? null}
          until={until}
          fold={view.fold === '1'}
          active={active}
          onActive={setActive}
          shown={shown}
          describe={describe}
        />
        <p className="readout on-screen" aria-hidden="true">
          {active === null
            ? 'Arrow keys move over the boundaries; Enter opens the event on GitHub.'
            : describe(active)}
        </p>
      </div>
      <Section title="Why it changed" note={`Times in ${zone.name}.`}>
        <Boundaries
          story={story}
          clock={clock}
          active={active}
          onActive={setActive}
          shown={shown}
          now={now}
        />
      </Section>
    </>
  )
}

/** Each number as the sum of its states, to the second; what is missing says what it lacks. */
import type { ReactNode } from 'react'
import type { Story } from '../api/types.ts'
import { useChangeView, useView } from '../app/organization.tsx'
import { type Clock, formatLong } from '../format/duration.ts'
import { formatCount } from '../format/number.ts'
import { TableScroll } from '../parts/table.tsx'
import { stageFill } from '../states/fills.ts'
import { Swatch } from '../states/patterns.tsx'
import { stageOf } from './terms.ts'

export function Sums({ story, clock }: { story: Story; clock: Clock }) {
  const { pullRequest, sums } = story
  const view = useView()
  const change = useChangeView()
  // Either of the two: what waited for a response was answered, or was not.
  const said = sums.filter(({ metric, seconds }) => metric !== 'unanswered' || seconds !== null)
  const value = (name: 'total' | 'lead_time') => pullRequest.durations[name][clock]
  const summed = said.filter(({ metric, seconds }) => metric !== 'deploy' && seconds !== null)
  return (
    <TableScroll label="Sums">
      <table className="table sums">
        <tbody>
          {said.map((sum) => {
            const seconds = clock === 'working' ? sum.workingSeconds : sum.seconds
            return (
              <tr key={sum.metric} data-active={view.show === sum.metric}>
                <th scope="row">
                  <button
                    type="button"
                    className="sum-name"
                    aria-pressed={view.show === sum.metric}
                    disabled={seconds === null}
                    onClick={() =>
                      change({ show: view.show === sum.metric ? undefined : sum.metric } as never, {
                        replace: true,
                      })
                    }
                  >
                    <Swatch fill={stageFill(stageOf(sum.metric)!)} />
                    {sum.metric}
                  </button>
                </th>
                <td className="number">{seconds === null ? '–' : `${formatCount(seconds)} s`}</td>
                <td>
                  {seconds === null ? (
                    <span className="muted">{story.unknown[sum.metric] ?? 'not known'}</span>
                  ) : sum.parts.length === 0 ? (
                    <span className="muted">its parts are not known: not all of its history was read</span>
                  ) : (
                    <Parts parts={sum.parts} clock={clock} />
                  )}
                </td>
                <td className="number muted">{seconds === null ? '' : formatLong(seconds, clock)}</td>
              </tr>
            )
          })}
          {(['total', 'lead_time'] as const).map((name) => {
            const seconds = value(name)
            return (
              <tr key={name} className="sum-total">
                <th scope="row">{name === 'total' ? 'total' : 'lead time'}</th>
                <td className="number">{seconds === null ? '–' : `${formatCount(seconds)} s`}</td>
                <td>
                  {seconds === null ? (
                    <span className="muted">{story.unknown[name] ?? 'not known'}</span>
                  ) : name === 'total' ? (
                    summed.map(({ metric, seconds, workingSeconds }, index) => (
                      <Part key={metric} index={index}>
                        {metric} {formatCount((clock === 'working' ? workingSeconds : seconds) ?? 0)}
                      </Part>
                    ))
                  ) : (
                    '= total + deploy'
                  )}
                </td>
                <td className="number muted">{seconds === null ? '' : formatLong(seconds, clock)}</td>
              </tr>
            )
          })}
        </tbody>
      </table>
    </TableScroll>
  )
}

const Parts = ({ parts, clock }: { parts: Story['sums'][number]['parts']; clock: Clock }) =>
  parts.map(({ seconds, segments, state, workingSeconds }, index) => (
    <Part key={state} index={index}>
      {state.replaceAll('-', ' ')} {formatCount(clock === 'working' ? workingSeconds : seconds)}
      {segments > 1 && <span className="muted"> ({segments}×)</span>}
    </Part>
  ))

/** With the sign before it, from which no line parts it. */
const Part = ({ index, children }: { index: number; children: ReactNode }) => (
  <>
    {index > 0 && ' '}
    <span className="sum-part">
      {index === 0 ? '= ' : '+ '}
      {children}
    </span>
  </>
)

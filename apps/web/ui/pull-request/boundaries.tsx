/** Every state with the reason why it began: the timeline as a table, the last row its end. */
import { useQuery } from '@tanstack/react-query'
import { repositoriesQuery } from '../api/queries.ts'
import type { Reason, Story } from '../api/types.ts'
import { useOrganization } from '../app/organization.tsx'
import { type Clock, formatExact, formatLong } from '../format/duration.ts'
import { TableScroll } from '../parts/table.tsx'
import { StateLabel } from '../states/patterns.tsx'
import { toStateKey } from '../states/states.ts'
import { waitsFor } from '../states/waits-for.ts'
import { consequence } from './because.ts'
import { ruleWords } from './rule-words.ts'

export interface BoundariesProps {
  readonly story: Story
  readonly clock: Clock
  readonly active: number | null
  readonly onActive: (index: number | null) => void
  readonly shown: ReadonlySet<number> | null
  readonly now: number
}

export function Boundaries({ story, clock, active, onActive, shown, now }: BoundariesProps) {
  const { zone } = useOrganization()
  const { segments } = story
  const last = segments.at(-1)
  return (
    <TableScroll label="Boundaries">
      <table className="table boundaries">
        <thead>
          <tr>
            <th scope="col">From</th>
            <th scope="col" className="number" data-clock={clock === 'working' ? 'other' : 'chosen'}>
              Lasted
            </th>
            <th scope="col" className="number" data-clock={clock === 'working' ? 'chosen' : 'other'}>
              In working hours
            </th>
            <th scope="col">State</th>
            <th scope="col" className="waits">
              Waited for
            </th>
            <th scope="col">Because</th>
          </tr>
        </thead>
        <tbody onPointerLeave={() => onActive(null)}>
          {segments.map((segment, index) => {
            const { because, from, state, to, turn, workingSeconds } = segment
            const lasted = to === null ? Math.max(0, now - from) : to - from
            return (
              <tr
                key={from + state + (turn ?? '')}
                data-active={active === index}
                data-faded={shown !== null && !shown.has(index)}
                onPointerEnter={() => onActive(index)}
              >
                <td className="time">{zone.dateTime(from)}</td>
                <td
                  className="number"
                  data-clock={clock === 'working' ? 'other' : 'chosen'}
                  title={formatExact(lasted)}
                >
                  {formatLong(lasted)}
                  {to === null && ' so far'}
                </td>
                <td
                  className="number"
                  data-clock={clock === 'working' ? 'chosen' : 'other'}
                  title={workingSeconds === null ? 'not over yet' : formatExact(workingSeconds, 'working')}
                >
                  {formatLong(workingSeconds, 'working')}
                </td>
                <td>
                  <StateLabel state={toStateKey(state, turn)} />
                </td>
                <td className="waits">{waitsFor(segment)}</td>
                <td className="in-text">
                  <Because reason={because} then={consequence(segment, segments[index - 1] ?? null, story)} />
                </td>
              </tr>
            )
          })}
          {last?.until && (
            <tr
              data-active={active === segments.length}
              data-faded={shown !== null}
              onPointerEnter={() => onActive(segments.length)}
            >
              <td className="time">{zone.dateTime(last.until.at)}</td>
              <td className="number" data-clock={clock === 'working' ? 'other' : 'chosen'} />
              <td className="number" data-clock={clock === 'working' ? 'chosen' : 'other'} />
              <td>
                <strong>end</strong>
              </td>
              <td className="waits" />
              <td className="in-text">
                <Because reason={last.until} then={<EndRule story={story} kind={last.until.kind} />} />
              </td>
            </tr>
          )}
        </tbody>
      </table>
    </TableScroll>
  )
}

function Because({ reason, then }: { reason: Reason; then: React.ReactNode }) {
  const words = reason.event
  return (
    <>
      {reason.url === null ? (
        words
      ) : (
        <a href={reason.url} target="_blank" rel="noreferrer">
          {words}
        </a>
      )}
      {reason.actor && ` by ${reason.actor.login}`}
      {then !== '' && <span className="then">{then}</span>}
    </>
  )
}

/** By which rule it ended where it did. */
function EndRule({ story, kind }: { story: Story; kind: string }) {
  const { id } = useOrganization()
  const { data } = useQuery(repositoriesQuery(id))
  const rule = data?.repositories.find(({ name }) => name === story.pullRequest.repository)?.releaseRule
  if (kind === 'release') return rule ? `${rule.kind === 'none' ? '' : 'the rule: '}${ruleWords(rule)}` : null
  if (kind === 'merge')
    return rule && rule.kind === 'none'
      ? 'no rule releases this repository, so it ends here'
      : 'the merge is its end'
  return 'closed without a merge'
}

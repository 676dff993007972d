/** What was looked at and left out, with the rule that leaves it out, and each one when asked. */
import type { Story } from '../api/types.ts'
import { useOrganization } from '../app/organization.tsx'
import { formatPlural } from '../format/number.ts'
import { groupIgnored, ignoredRules } from './because.ts'

export function NotCounted({ story: { ignored, pullRequest } }: { story: Story }) {
  const { zone } = useOrganization()
  if (ignored.length === 0)
    return (
      <p className="muted">
        {pullRequest.incomplete.length === 0
          ? 'Everything that was said and done counted.'
          : 'Of what was read, nothing is known not to have counted.'}
      </p>
    )
  return (
    <ul className="not-counted">
      {groupIgnored(ignored).map(({ items, kind, why }) => (
        <li key={kind + why}>
          <details>
            <summary>
              {formatPlural(items.length, kind)} {items[0]!.words}
            </summary>
            {ignoredRules[why] && <p className="muted small">{ignoredRules[why]}</p>}
            <ol>
              {items.map(({ actor, at }, index) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: two may be of one second and one person.
                <li key={index}>
                  {at === null ? 'never submitted' : zone.dateTime(at)}
                  {actor && `, ${actor.login}`}
                </li>
              ))}
            </ol>
          </details>
        </li>
      ))}
    </ul>
  )
}

/** What is merged and waits for its release now, whatever the period. */
import { Link } from '@tanstack/react-router'
import type { Releases } from '../api/types.ts'
import { scopeNames } from '../app/filter-words.ts'
import { useNow } from '../app/now.ts'
import { useOrganization, useView } from '../app/organization.tsx'
import { pick } from '../app/view.ts'
import { formatDuration } from '../format/duration.ts'
import { CountLink } from '../parts/count-link.tsx'
import { Section } from '../parts/page-head.tsx'
import { TableScroll } from '../parts/table.tsx'

export function Unreleased({ unreleased }: { unreleased: Releases['unreleased'] }) {
  const { id, zone } = useOrganization()
  const view = useView()
  const now = useNow()
  const scope = pick(view, scopeNames)
  return (
    <Section
      title="Merged, and not released"
      note="Now, whatever the period, where a rule says what releases. The oldest first."
    >
      {unreleased.length === 0 ? (
        <p className="muted">
          None. A repository without a rule of release is not among them:{' '}
          <Link to="/o/$org/health" params={{ org: id }}>
            which have one
          </Link>
          .
        </p>
      ) : (
        <TableScroll label="Merged, and not released">
          <table className="table">
            <thead>
              <tr>
                <th scope="col">Repository</th>
                <th scope="col" className="number">
                  Pull requests
                </th>
                <th scope="col" className="number">
                  The oldest for
                </th>
                <th scope="col">Merged at</th>
              </tr>
            </thead>
            <tbody>
              {unreleased.map(({ repository, count, oldestMergedAt }) => (
                <tr key={repository}>
                  <th scope="row">
                    <Link to="/o/$org/now" params={{ org: id }} search={{ ...scope, repo: [repository] }}>
                      {repository}
                    </Link>
                  </th>
                  <td className="number">
                    <CountLink
                      count={count}
                      list={{ ...scope, period: 'all', repo: [repository], released: 'false', whole: 'true' }}
                      of={`merged and not released, ${repository}`}
                    />
                  </td>
                  <td className="number">{formatDuration(Math.max(0, now - oldestMergedAt))}</td>
                  <td className="time">{zone.dateTime(oldestMergedAt)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </TableScroll>
      )}
    </Section>
  )
}

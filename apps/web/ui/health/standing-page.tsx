/** Which pull requests a count of health is of: also those of which nothing is stored, or nothing any more. */
import { Link } from '@tanstack/react-router'
import { standingPath } from '../api/queries.ts'
import type { Answer, StandingPullRequest } from '../api/types.ts'
import { useOrganization, useView } from '../app/organization.tsx'
import { pick } from '../app/view.ts'
import { formatList, formatPlural } from '../format/number.ts'
import { BehindList } from '../parts/behind-list.tsx'
import { PullRequestLink } from '../parts/pull-request-link.tsx'
import { standingWords } from './standing-words.ts'

export function StandingPage() {
  const { id, zone } = useOrganization()
  const view = useView()
  const query = pick(view, ['repo', 'standing', 'lacks'])
  return (
    <BehindList
      title="Pull requests by how they were read"
      question="Which ones does a count of health mean?"
      path={standingPath(id)}
      query={query}
      toList={({ count, next, pullRequests }: Answer<'standingPulls'>) => ({
        count,
        next,
        rows: pullRequests,
      })}
      words={(count) => standingWords(count, view)}
      back={
        <Link to="/o/$org/health" params={{ org: id }}>
          Can I trust these numbers?
        </Link>
      }
      columns={[
        { label: 'Pull request', cell: (one) => <Name {...one} /> },
        {
          label: 'Changed at GitHub',
          cell: ({ updatedAt }) => (updatedAt === null ? '–' : zone.dateTime(updatedAt)),
        },
        { label: 'History', cell: historyWords },
        {
          label: 'Tried again',
          cell: ({ retry }) =>
            retry === null
              ? '–'
              : `${zone.dateTime(retry.nextAt)}, after ${formatPlural(retry.attempts, 'time')}: ${retry.reason}`,
        },
      ]}
    />
  )
}

/** Of what has no numbers there is no page. */
function Name({ repository, number, title, isAnalyzed }: StandingPullRequest) {
  if (number === null) return `${repository}, of a number that is not known`
  if (isAnalyzed) return <PullRequestLink repository={repository} number={number} title={title} />
  return `${repository}#${number}${title && ` ${title}`}`
}

function historyWords({ incomplete, isAnalyzed, removedAt, updatedAt }: StandingPullRequest): string {
  if (updatedAt === null) return removedAt === null ? 'nothing is stored' : 'gone from GitHub'
  const read = incomplete.length === 0 ? 'whole' : `without all of its ${formatList(incomplete)}`
  return isAnalyzed ? read : `${read}; not analyzed yet`
}

/** What did not count, one by one, each with the pull request to which it was said. */
import { Link } from '@tanstack/react-router'
import { ignoredItemsPath } from '../api/queries.ts'
import type { Answer } from '../api/types.ts'
import { useOrganization, useView } from '../app/organization.tsx'
import { pick } from '../app/view.ts'
import { formatCount, formatList } from '../format/number.ts'
import { BehindList } from '../parts/behind-list.tsx'
import { PullRequestLink } from '../parts/pull-request-link.tsx'

export function IgnoredPage() {
  const { id, zone } = useOrganization()
  const view = useView()
  const query = pick(view, ['repo', 'item', 'why'])
  const repositories = view.repo === undefined ? '' : ` in ${formatList(view.repo)}`
  return (
    <BehindList
      title="What did not count"
      question="Which reviews, comments, requests and commits were left out, and why?"
      path={ignoredItemsPath(id)}
      query={query}
      toList={({ count, items, next }: Answer<'ignoredItems'>) => ({ count, next, rows: items })}
      words={(count) => `${formatCount(count)} of them${repositories}, over all that is stored.`}
      back={
        <Link to="/o/$org/health" params={{ org: id }}>
          Can I trust these numbers?
        </Link>
      }
      columns={[
        {
          label: 'Pull request',
          cell: ({ repository, number, title }) => (
            <PullRequestLink repository={repository} number={number} title={title} />
          ),
        },
        { label: 'What', cell: ({ kind }) => kind },
        { label: 'Why', cell: ({ words }) => words },
        { label: 'By or to', cell: ({ actor }) => actor?.login ?? '–' },
        { label: 'When', isTime: true, cell: ({ at }) => (at === null ? '–' : zone.dateTime(at)) },
      ]}
    />
  )
}

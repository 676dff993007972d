/** What did not count, one by one, each with the pull request to which it was said. */
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { ignoredItemsPath, ignoredItemsQuery } from '../api/queries.ts'
import { useOrganization, useView } from '../app/organization.tsx'
import { pick } from '../app/view.ts'
import { formatCount, formatList } from '../format/number.ts'
import { BehindList } from '../parts/behind-list.tsx'
import { PullRequestLink } from '../parts/pull-request-link.tsx'

export function IgnoredPage() {
  const { id, zone } = useOrganization()
  const view = useView()
  const query = pick(view, ['repo', 'item', 'why'])
  const asked = useQuery({
    ...ignoredItemsQuery(id, { ...query, cursor: view.cursor }),
    placeholderData: keepPreviousData,
  })
  const repositories = view.repo === undefined ? '' : ` in ${formatList(view.repo)}`
  return (
    <BehindList
      title="What did not count"
      question="Which reviews, comments, requests and commits were left out, and why?"
      asked={asked}
      toList={({ count, items, next }) => ({ count, next, rows: items })}
      words={(count) => (
        <>
          {formatCount(count)} of them{repositories}, over all that is stored.{' '}
          <Link to="/o/$org/health" params={{ org: id }}>
            Can I trust these numbers?
          </Link>
        </>
      )}
      path={ignoredItemsPath(id)}
      query={query}
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
        { label: 'When', cell: ({ at }) => (at === null ? '–' : zone.dateTime(at)) },
      ]}
    />
  )
}

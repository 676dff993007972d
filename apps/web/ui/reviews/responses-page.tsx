/** Which responses a cell of the week, or a share of the load, is of: by their pull requests, and of nobody by name. */
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { responsesPath, responsesQuery } from '../api/queries.ts'
import { toApiFilter, toLinkFilter } from '../app/filter-words.ts'
import { useOrganization, useView } from '../app/organization.tsx'
import { pick } from '../app/view.ts'
import { formatDuration } from '../format/duration.ts'
import { BehindList } from '../parts/behind-list.tsx'
import { PullRequestLink } from '../parts/pull-request-link.tsx'
import { responsesWords } from './behind-words.ts'

export function ResponsesPage() {
  const { id, zone } = useOrganization()
  const view = useView()
  const query = { ...toApiFilter(view), ...pick(view, ['weekday', 'hour', 'load']) }
  const asked = useQuery({
    ...responsesQuery(id, { ...query, cursor: view.cursor }),
    placeholderData: keepPreviousData,
  })
  return (
    <BehindList
      title="Responses"
      question="Which ones are behind a number of the reviews?"
      asked={asked}
      toList={({ count, next, responses }) =>
        responses === null || count === null ? null : { count, next, rows: responses }
      }
      withheld="Fewer than three people gave these responses: what is said of them would be said of somebody."
      words={(count) => (
        <>
          {responsesWords(count, view)} Who gave one stands with its pull request.{' '}
          <Link to="/o/$org/reviews" params={{ org: id }} search={toLinkFilter(view)}>
            All of the reviews
          </Link>
        </>
      )}
      path={responsesPath(id)}
      query={query}
      columns={[
        {
          label: 'Pull request',
          cell: ({ repository, number, title }) => (
            <PullRequestLink repository={repository} number={number} title={title} />
          ),
        },
        { label: 'When', cell: ({ at }) => zone.dateTime(at) },
        { label: 'What', cell: ({ words }) => words },
        {
          label: 'After a request',
          isNumber: true,
          cell: ({ seconds }) => (seconds === null ? 'not asked' : formatDuration(seconds)),
        },
      ]}
    />
  )
}

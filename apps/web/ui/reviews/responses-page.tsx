/** Which responses a cell of the week, or a share of the load, is of: by their pull requests, and of nobody by name. */
import { Link } from '@tanstack/react-router'
import { responsesPath } from '../api/queries.ts'
import type { Answer } from '../api/types.ts'
import { toApiFilter, toLinkFilter } from '../app/filter-words.ts'
import { useOrganization, useView } from '../app/organization.tsx'
import { pick } from '../app/view.ts'
import { formatDuration } from '../format/duration.ts'
import { BehindList } from '../parts/behind-list.tsx'
import { PullRequestLink } from '../parts/pull-request-link.tsx'
import { responsesWords, withheldWords } from './behind-words.ts'

export function ResponsesPage() {
  const { facts, id, zone } = useOrganization()
  const view = useView()
  const query = { ...toApiFilter(view), ...pick(view, ['weekday', 'hour', 'load']) }
  return (
    <BehindList
      title="Responses"
      question="Which ones are behind a number of the reviews?"
      path={responsesPath(id)}
      query={query}
      toList={({ count, next, responses }: Answer<'responses'>) =>
        responses === null || count === null ? null : { count, next, rows: responses }
      }
      withheld={withheldWords(view, facts.people.others)}
      words={(count) => `${responsesWords(count, view)} Who gave one stands with its pull request.`}
      back={
        <Link to="/o/$org/reviews" params={{ org: id }} search={toLinkFilter(view)}>
          All of the reviews
        </Link>
      }
      columns={[
        {
          label: 'Pull request',
          cell: ({ repository, number, title }) => (
            <PullRequestLink repository={repository} number={number} title={title} />
          ),
        },
        { label: 'When', isTime: true, cell: ({ at }) => zone.dateTime(at) },
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

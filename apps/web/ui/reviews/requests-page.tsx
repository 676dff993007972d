/** Which requests of a review a number is of, by what became of them; of nobody by name. */
import { Link } from '@tanstack/react-router'
import { requestsPath } from '../api/queries.ts'
import type { Answer } from '../api/types.ts'
import { toApiFilter, toLinkFilter } from '../app/filter-words.ts'
import { useClock, useOrganization, useView } from '../app/organization.tsx'
import { pick } from '../app/view.ts'
import { formatDuration } from '../format/duration.ts'
import { BehindList } from '../parts/behind-list.tsx'
import { PullRequestLink } from '../parts/pull-request-link.tsx'
import { outcomeWords, requestsWords } from './behind-words.ts'

export function RequestsPage() {
  const { id, zone } = useOrganization()
  const view = useView()
  const clock = useClock()
  const query = { ...toApiFilter(view), ...pick(view, ['became', 'periodOf']) }
  return (
    <BehindList
      title="Requests of a review"
      question="Which ones are behind a number of the reviews?"
      path={requestsPath(id)}
      query={query}
      toList={({ count, next, requests }: Answer<'requests'>) => ({ count, next, rows: requests })}
      words={(count) => `${requestsWords(count, view)} Who was asked stands with its pull request.`}
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
        { label: 'Requested', isTime: true, cell: ({ requestedAt }) => zone.dateTime(requestedAt) },
        { label: 'What became of it', cell: ({ became }) => outcomeWords[became] },
        {
          label: 'Answered after',
          isNumber: true,
          cell: ({ seconds, workingSeconds }) =>
            formatDuration(clock === 'working' ? workingSeconds : seconds, clock),
        },
      ]}
    />
  )
}

/** The ten that took longest, and the way to all of them. */
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { pullsQuery } from '../api/queries.ts'
import { toApiFilter, toLinkFilter } from '../app/filter-words.ts'
import { useOrganization, useView } from '../app/organization.tsx'
import { Asked } from '../parts/asked.tsx'
import { Section } from '../parts/page-head.tsx'
import { chooseColumns } from '../pull-requests/columns.tsx'
import { PullRequestTable } from '../pull-requests/pull-request-table.tsx'
import { type ChosenMetric, metricLabels } from './metric-choice.ts'
import '../pull-requests/pull-requests.css'

export function Longest({ metric }: { metric: ChosenMetric }) {
  const { id } = useOrganization()
  const view = useView()
  const pulls = useQuery(
    pullsQuery(id, { ...toApiFilter(view), state: 'merged', sort: metric, order: 'desc', limit: 10 }),
  )
  return (
    <Section
      title={`The longest ten, by ${metricLabels[metric].toLowerCase()}`}
      note={
        <Link to="/o/$org/pulls" params={{ org: id }} search={{ ...toLinkFilter(view), sort: metric }}>
          All of them
        </Link>
      }
    >
      <Asked asked={pulls}>
        {({ pullRequests }) => (
          <PullRequestTable
            pullRequests={pullRequests}
            columns={chooseColumns(
              `author,size,merged,composition,${metric === 'total' ? 'review' : 'total'},${metric}`,
              'merged',
            )}
            sort={null}
            order="desc"
          />
        )}
      </Asked>
    </Section>
  )
}

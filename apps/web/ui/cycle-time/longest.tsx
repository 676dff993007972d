/** The ten that took longest, and the way to all of them. */
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { pullsQuery } from '../api/queries.ts'
import { useOrganization, useView } from '../app/organization.tsx'
import { metricList } from '../figures/merged-list.ts'
import { Asked } from '../parts/asked.tsx'
import { Section } from '../parts/page-head.tsx'
import { chooseColumns } from '../pull-requests/columns.tsx'
import { toListQuery } from '../pull-requests/list-query.ts'
import { PullRequestTable } from '../pull-requests/pull-request-table.tsx'
import { type ChosenMetric, metricLabels } from './metric-choice.ts'
import '../pull-requests/pull-requests.css'

export function Longest({ metric }: { metric: ChosenMetric }) {
  const { id } = useOrganization()
  const view = useView()
  const list = metricList(view, metric)
  const pulls = useQuery(pullsQuery(id, { ...toListQuery(list), limit: 10 }))
  return (
    <Section
      title={`The longest ten, by ${metricLabels[metric].toLowerCase()}`}
      note={
        <Link to="/o/$org/pulls" params={{ org: id }} search={list}>
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

/** The same by repository, team, size or author; in their own order, since people and teams are not ranked. */
import { SegmentedControl } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import type { Group } from '../api/types.ts'
import { useChangeView, useClock, useOrganization, useView } from '../app/organization.tsx'
import { pick, type View } from '../app/view.ts'
import { ShareSvg } from '../charts/share-bar.tsx'
import { fewest } from '../figures/coverage.ts'
import { mergedList } from '../figures/merged-list.ts'
import { useFigures, useFiguresQuery } from '../figures/use-figures.ts'
import { formatExact } from '../format/duration.ts'
import { Asked } from '../parts/asked.tsx'
import { Loading } from '../parts/conditions.tsx'
import { CountLink } from '../parts/count-link.tsx'
import { Section } from '../parts/page-head.tsx'
import { TableScroll } from '../parts/table.tsx'
import { UnknownValue } from '../parts/unknown-value.tsx'
import { type ChosenMetric, formatMetric, metricLabels } from './metric-choice.ts'

const groupings = [
  { value: 'repository', label: 'Repository' },
  { value: 'team', label: 'Team' },
  { value: 'size', label: 'Size' },
  { value: 'author', label: 'Author' },
] as const

export function Groups({ metric }: { metric: ChosenMetric }) {
  const { facts } = useOrganization()
  const view = useView()
  const change = useChangeView()
  const by = groupings.find(({ value }) => value === view.by)?.value ?? 'repository'
  const figures = useFigures(useFiguresQuery(by))
  return (
    <Section title={`${metricLabels[metric]} by ${by}`}>
      <UnknownValue name="by" value={view.by} known={groupings.map(({ value }) => value)} />
      <div className="metric-choice">
        <SegmentedControl
          size="xs"
          aria-label="By"
          value={by}
          onChange={(next) =>
            change({ by: next === 'repository' ? undefined : next } as never, { replace: true })
          }
          data={groupings
            .filter(
              ({ value }) =>
                (value !== 'team' || facts.teams.length > 0) && (value !== 'author' || facts.people.others),
            )
            .map((one) => ({ ...one }))}
        />
      </div>
      <Asked asked={figures}>
        {(data) =>
          data.by === by ? <GroupTable groups={data.groups} by={by} metric={metric} /> : <Loading />
        }
      </Asked>
    </Section>
  )
}

const filterName = { repository: 'repo', team: 'team', size: 'size', author: 'author' } as const

function GroupTable({
  groups,
  by,
  metric,
}: {
  groups: readonly Group[]
  by: keyof typeof filterName
  metric: ChosenMetric
}) {
  const { id } = useOrganization()
  const list = mergedList(useView())
  const clock = useClock()
  // Two teams that are two things to a pull request cannot both be asked for.
  const hasList = by !== 'team' || list.teamAs === undefined
  const linkOf = (name: string): View => ({ ...list, [filterName[by]]: [name] })
  const listOf = (name: string, more: View): View | null =>
    !hasList || name.startsWith('(') ? null : { ...linkOf(name), ...more }
  return (
    <TableScroll label={`By ${by}`}>
      <table className="table">
        <thead>
          <tr>
            <th scope="col">{by[0]?.toUpperCase() + by.slice(1)}</th>
            <th scope="col" className="number">
              Merged
            </th>
            <th scope="col">Shares of its time</th>
            <th scope="col" className="number">
              Of
            </th>
            <th scope="col" className="number">
              p50
            </th>
            <th scope="col" className="number">
              p75
            </th>
            <th scope="col" className="number">
              p90
            </th>
          </tr>
        </thead>
        <tbody>
          {groups.map(({ name, merged, metrics, shares }) => {
            const { medianSeconds, n, p75Seconds, p90Seconds } = metrics[metric]
            return (
              <tr key={name} className={n < fewest ? 'few' : undefined}>
                <th scope="row">
                  {listOf(name, {}) === null ? (
                    name
                  ) : (
                    <Link to="/o/$org/pulls" params={{ org: id }} search={linkOf(name)}>
                      {name}
                    </Link>
                  )}{' '}
                  <PageOf by={by} name={name} />
                </th>
                <td className="number">
                  <CountLink count={merged} list={listOf(name, {})} of={`merged, ${name}`} />
                </td>
                <td>
                  <ShareSvg shares={shares} width={180} height={12} />
                </td>
                <td className="number">
                  <CountLink
                    count={n}
                    list={listOf(name, { metric })}
                    of={`with ${metricLabels[metric].toLowerCase()}, ${name}`}
                  />
                </td>
                <td className="number" title={formatExact(medianSeconds, clock)}>
                  {formatMetric(metric, medianSeconds, clock)}
                </td>
                <td className="number" title={formatExact(p75Seconds, clock)}>
                  {formatMetric(metric, p75Seconds, clock)}
                </td>
                <td className="number" title={formatExact(p90Seconds, clock)}>
                  {formatMetric(metric, p90Seconds, clock)}
                </td>
              </tr>
            )
          })}
        </tbody>
      </table>
    </TableScroll>
  )
}

/** Of a team or a person there is a page of its own. */
function PageOf({ by, name }: { by: keyof typeof filterName; name: string }) {
  const { id: org } = useOrganization()
  const search = pick(useView(), ['period', 'from', 'to', 'clock'])
  const text = (
    <>
      page<span className="hidden"> of {name}</span>
    </>
  )
  if (name.startsWith('(')) return null
  if (by === 'team')
    return (
      <Link className="page-of" to="/o/$org/teams/$team" params={{ org, team: name }} search={search}>
        {text}
      </Link>
    )
  if (by === 'author')
    return (
      <Link className="page-of" to="/o/$org/people/$login" params={{ org, login: name }} search={search}>
        {text}
      </Link>
    )
  return null
}

/** What automation answers before anybody does: how long work waits for a person, and would if bots counted. */
import { SegmentedControl } from '@mantine/core'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { reviewPickupQuery } from '../api/queries.ts'
import type { Answer, PickupGroup } from '../api/types.ts'
import { toApiFilter } from '../app/filter-words.ts'
import { useChangeView, useClock, useOrganization, useView } from '../app/organization.tsx'
import { useToday } from '../app/today.ts'
import { ChartFrame } from '../charts/chart-frame.tsx'
import { Dumbbells } from '../charts/dumbbells.tsx'
import { formatDuration } from '../format/duration.ts'
import { formatCount, formatPlural } from '../format/number.ts'
import { Asked } from '../parts/asked.tsx'
import { CountLink } from '../parts/count-link.tsx'
import { UnknownValue } from '../parts/unknown-value.tsx'
import { pickupWords, toPickupList } from './pickup-words.ts'

/** Of more, those with the most pull requests, or the latest months. */
const most = 24

const groupings = ['repository', 'month'] as const

export function Pickup() {
  const { id } = useOrganization()
  const view = useView()
  const by = groupings.find((value) => value === view.by) ?? 'repository'
  const query = { ...toApiFilter(view), clock: view.clock, by }
  const pickup = useQuery({ ...reviewPickupQuery(id, query), placeholderData: keepPreviousData })
  return (
    <>
      <UnknownValue name="by" value={view.by} known={groupings} />
      <Asked asked={pickup}>{(data) => <Shown pickup={data} by={by} />}</Asked>
    </>
  )
}

interface ShownProps {
  readonly pickup: Answer<'reviewPickup'>
  readonly by: (typeof groupings)[number]
}

function Shown({ pickup: { all, groups }, by }: ShownProps) {
  const { id } = useOrganization()
  const view = useView()
  const today = useToday()
  const clock = useClock()
  const known = groups.filter(({ withBots }) => withBots.n > 0)
  if (known.length === 0) return null
  const linkOf = (group: PickupGroup) => toPickupList(view, group.name, today)
  return (
    <>
      <div className="metric-choice">
        <GroupingChoice by={by} />
      </div>
      <ChartFrame
        title="First response, with and without bots"
        note={`${pickupWords(all, clock)}.`}
        height={60}
        legend={
          <ul className="chart-legend">
            <li>
              <i className="dumbbell-key" /> median until a person responded
            </li>
            <li>
              <i className="dumbbell-key" data-with-bots="true" /> until anybody did, bots too
            </li>
          </ul>
        }
        draw={(width) => (
          <Dumbbells
            label="First response, with and without bots"
            width={width}
            rows={(by === 'month' ? known.slice(-most) : known.slice(0, most)).map((group) => ({
              name: group.name,
              words: `${group.name}: ${pickupWords(group, clock)}, of ${formatPlural(group.merged, 'pull request')}`,
              from: group.people.medianSeconds,
              to: group.withBots.medianSeconds,
              link: linkOf(group),
            }))}
          />
        )}
        table={{
          head: [
            by === 'month' ? 'Month' : 'Repository',
            'Merged',
            'Answered by people',
            'Median',
            'Answered by anybody',
            'Median with bots',
          ],
          rows: groups.map((group) => [
            <Link key={group.name} to="/o/$org/pulls" params={{ org: id }} search={linkOf(group)}>
              {group.name}
            </Link>,
            <CountLink key="merged" count={group.merged} list={linkOf(group)} of={`merged, ${group.name}`} />,
            <CountLink
              key="people"
              count={group.people.n}
              list={{ ...linkOf(group), metric: 'pickup' }}
              of={`answered by people, ${group.name}`}
            />,
            formatDuration(group.people.medianSeconds, clock),
            formatCount(group.withBots.n),
            formatDuration(group.withBots.medianSeconds, clock),
          ]),
        }}
      />
    </>
  )
}

function GroupingChoice({ by }: { by: 'repository' | 'month' }) {
  const change = useChangeView()
  return (
    <SegmentedControl
      size="xs"
      aria-label="By"
      value={by}
      onChange={(next) =>
        change({ by: next === 'repository' ? undefined : next } as never, { replace: true })
      }
      data={[
        { value: 'repository', label: 'Repository' },
        { value: 'month', label: 'Month' },
      ]}
    />
  )
}

/** Does work pile up: what came and left, and what was under way by state and age, each day or week. */
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { flowPath, flowQuery } from '../api/queries.ts'
import type { Answer, FlowStep } from '../api/types.ts'
import { boardAt } from '../app/board-at.ts'
import { periodWords, scopeOf, scopeWords } from '../app/filter-words.ts'
import { useNow } from '../app/now.ts'
import { useOrganization, useView } from '../app/organization.tsx'
import { steppedFilter } from '../app/stepped-filter.ts'
import { useToday } from '../app/today.ts'
import { pick } from '../app/view.ts'
import { StepChart } from '../charts/step-chart.tsx'
import { Figure } from '../figures/figure.tsx'
import { LeftOutLine } from '../figures/left-out.tsx'
import { mergedList } from '../figures/merged-list.ts'
import { UnreadOfFilter } from '../figures/unread-notice.tsx'
import { daysView } from '../figures/week-view.ts'
import { FirstSteps } from '../first-steps/first-steps.tsx'
import { fromLocalTime } from '../format/local-time.ts'
import { formatCount } from '../format/number.ts'
import { Asked } from '../parts/asked.tsx'
import { Empty } from '../parts/conditions.tsx'
import { Exports } from '../parts/exports.tsx'
import { PageHead } from '../parts/page-head.tsx'
import { ageBands, passageBands, stateBands } from './flow-bands.ts'
import { flowWords, fromFirst, sumFlow } from './flow-sums.ts'
import { passageList } from './passage-list.ts'

/** Of more steps, the latest: one must be wide enough to point at. */
const most = 260

export function FlowPage() {
  const { id } = useOrganization()
  const view = useView()
  const query = steppedFilter(view)
  const flow = useQuery({
    ...flowQuery(id, query),
    placeholderData: keepPreviousData,
  })
  return (
    <>
      <PageHead title="Flow" question="Does work pile up?">
        <Exports path={flowPath(id)} query={query} />
      </PageHead>
      <Asked asked={flow} lines={12}>
        {(data) => <Shown flow={data} />}
      </Asked>
    </>
  )
}

function Shown({ flow: { leftOut, stepDays, steps: all } }: { flow: Answer<'flow'> }) {
  const { zone } = useOrganization()
  const view = useView()
  const now = useNow()
  const today = useToday()
  const whole = fromFirst(all)
  if (whole.length === 0)
    return (
      <FirstSteps>
        <Empty title={`Nothing was under way ${periodWords(view)}`}>
          <p>No pull request of this filter was open, came or left.</p>
        </Empty>
      </FirstSteps>
    )
  const steps = whole.slice(-most)
  const sums = sumFlow(whole)
  const everyState = { ...scopeOf(view), ...pick(view, ['clock']), period: 'all', state: 'all' }
  const behind = { ...everyState, whole: 'true' }
  const boardOf = (step: FlowStep) => boardAt(view, step, now)
  const end = whole.at(-1)!
  const words = scopeWords(view)
  const stepName = stepDays === 1 ? 'Day' : 'Week from'
  const firstDay = ({ day }: FlowStep) => daysView(view, { day, days: stepDays }, today).from
  const shared = { steps, stepName }
  return (
    <>
      <p className="lead">
        {flowWords(sums, zone.date(fromLocalTime(`${firstDay(whole[0]!)}T00:00`, zone)!))}
      </p>
      <div className="figures">
        <Figure
          label="Opened"
          value={formatCount(sums.opened)}
          coverage={periodWords(view)}
          list={{ ...behind, openedFrom: firstDay(all[0]!), ...(view.to && { openedTo: view.to }) }}
          isFew={false}
        />
        <Figure
          label="Merged"
          value={formatCount(sums.merged)}
          coverage={periodWords(view)}
          list={mergedList(view)}
          isFew={false}
        />
        <Figure
          label="Closed without a merge"
          value={formatCount(sums.closed)}
          coverage={periodWords(view)}
          list={{
            ...behind,
            state: 'closed',
            closedFrom: firstDay(all[0]!),
            ...(view.to && { closedTo: view.to }),
          }}
          isFew={false}
        />
        <Figure
          label="Open at the end"
          value={formatCount(sums.open)}
          coverage={`${end.endsAt > now ? 'now' : `${zone.dateTime(end.endsAt)} ${zone.name}`}; the board of that moment`}
          list={boardOf(end)}
          listAt="/o/$org/now"
          isFew={false}
        />
      </div>
      <p className="coverage-note">
        Each {stepDays === 1 ? 'day' : 'week'} {periodWords(view)}
        {words && `, ${words}`}
        {!view.kind && '; of kind work'}; as known today and under today’s rules.
        {whole.length > most && ` The charts show the last ${most} of ${formatCount(whole.length)} steps.`}
      </p>
      <LeftOutLine
        leftOut={leftOut}
        what="that was open, came or left"
        list={{
          ...everyState,
          underWayFrom: firstDay(all[0]!),
          ...(view.to && { underWayTo: view.to }),
        }}
      />
      <UnreadOfFilter />
      <StepChart
        {...shared}
        title="What came and what left"
        note="Opened above the line, merged and closed below it. A step leads to what was merged in it."
        bands={passageBands}
        linkTo="/o/$org/pulls"
        linkOf={({ day }) => daysView(view, { day, days: stepDays }, today)}
        listOf={({ day }, band) => passageList(view, { band, day, days: stepDays }, today)}
      />
      <StepChart
        {...shared}
        title="Under way, by state"
        note="At the end of each step, which leads to the board of that moment."
        bands={stateBands}
        linkTo="/o/$org/now"
        linkOf={boardOf}
      />
      <StepChart
        {...shared}
        title="Open, by age"
        note="Since it was opened, at the end of each step, which leads to the board of that moment."
        bands={ageBands}
        linkTo="/o/$org/now"
        linkOf={boardOf}
      />
    </>
  )
}

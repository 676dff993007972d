/** Do reviewers keep up: how many pull requests waited for one, at the end of each day or week. */
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { reviewQueueQuery } from '../api/queries.ts'
import type { ReviewQueueStep } from '../api/types.ts'
import { boardAt } from '../app/board-at.ts'
import { useNow } from '../app/now.ts'
import { useOrganizationId, useView } from '../app/organization.tsx'
import { steppedFilter } from '../app/stepped-filter.ts'
import type { StepBand } from '../charts/band.ts'
import { StepChart } from '../charts/step-chart.tsx'
import { Asked } from '../parts/asked.tsx'
import { stageFill, stateFill } from '../states/fills.ts'

const bands: readonly StepBand<ReviewQueueStep>[] = [
  {
    key: 'first',
    label: 'for a first response',
    fill: stateFill('awaiting-review'),
    of: ({ awaitingFirst }) => awaitingFirst,
  },
  {
    key: 'next',
    label: 'for the next, in review',
    fill: stageFill('review'),
    of: ({ awaitingNext }) => awaitingNext,
  },
]

/** Of more steps, the latest: one must be wide enough to point at. */
const most = 260

export function Queue() {
  const org = useOrganizationId()
  const view = useView()
  const now = useNow()
  const queue = useQuery({
    ...reviewQueueQuery(org, steppedFilter(view)),
    placeholderData: keepPreviousData,
  })
  return (
    <Asked asked={queue}>
      {({ stepDays, steps }) => {
        const first = steps.findIndex((step) => bands.some(({ of }) => of(step) > 0))
        return first < 0 ? null : (
          <StepChart
            title="Waiting for a reviewer"
            note={`Pull requests at the end of each ${stepDays === 1 ? 'day' : 'week'}, which leads to the board of that moment.`}
            steps={steps.slice(first).slice(-most)}
            bands={bands}
            stepName={stepDays === 1 ? 'Day' : 'Week from'}
            linkTo="/o/$org/now"
            linkOf={(step) => boardAt(view, step, now)}
          />
        )
      }}
    </Asked>
  )
}

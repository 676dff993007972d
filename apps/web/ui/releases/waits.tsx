/** How long what was released had waited: as the times of the cycle lie, each bar leads to the pull requests in it. */
import type { Releases } from '../api/types.ts'
import { useView } from '../app/organization.tsx'
import { useToday } from '../app/today.ts'
import { DurationHistogram } from '../charts/duration-histogram.tsx'
import { formatPlural } from '../format/number.ts'
import { LinkedText } from '../parts/linked-text.tsx'
import { countPart } from '../parts/text-parts.ts'
import { toWaitList } from './release-list.ts'

export function Waits({ waits, pullRequests }: Pick<Releases, 'waits' | 'pullRequests'>) {
  const list = toWaitList(useView(), useToday())
  return (
    <DurationHistogram
      title="Wait from merge to release: how many waited how long"
      note={
        <LinkedText
          parts={[
            countPart(pullRequests, formatPlural(pullRequests, 'pull request'), {}),
            { text: ' that were released; each bar is about twice as long as the one before.' },
          ]}
          list={list}
        />
      }
      bars={waits}
      list={{ ...list, sort: 'deploy', metric: 'deploy' }}
    />
  )
}

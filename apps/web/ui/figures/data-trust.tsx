/** What the figures of a report leave out, by which rules they are, and which rule releases nothing: said under them. */
import type { Report } from '../api/types.ts'
import { toLinkFilter } from '../app/filter-words.ts'
import { useView } from '../app/organization.tsx'
import { formatPlural } from '../format/number.ts'
import { Notice } from '../parts/conditions.tsx'
import { HealthCount } from './health-count.tsx'
import { healthListOf } from './health-list.ts'
import { LeftOutLine, ReleaseProblems } from './left-out.tsx'
import { UnreadNotice } from './unread-notice.tsx'

export function DataTrust({ report: { all, notAnalyzed, otherKinds, repositories } }: { report: Report }) {
  const view = useView()
  const ofHealth = healthListOf(
    view,
    repositories.map(({ name }) => name),
  )
  return (
    <>
      <LeftOutLine
        leftOut={{ otherKinds, incomplete: all.incomplete }}
        what="that was merged"
        list={toLinkFilter(view)}
      />
      <UnreadNotice repositories={repositories} list={ofHealth} />
      {notAnalyzed > 0 && (
        <Notice>
          <HealthCount
            text={formatPlural(notAnalyzed, 'pull request was', 'pull requests were')}
            list={ofHealth}
            standing="unanalyzed"
          />{' '}
          stored or changed since the last recalculation: until the next, figures lack{' '}
          {notAnalyzed === 1 ? 'it, or have it as it was' : 'them, or have them as they were'}.
        </Notice>
      )}
      <ReleaseProblems
        problems={repositories.flatMap(({ name, releaseProblem }) =>
          releaseProblem === null ? [] : [{ repository: name, problem: releaseProblem }],
        )}
      />
    </>
  )
}

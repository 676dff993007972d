/** What the figures of a report leave out, by which rules they are, and which rule releases nothing: said under them. */
import type { Report } from '../api/types.ts'
import { toLinkFilter } from '../app/filter-words.ts'
import { useView } from '../app/organization.tsx'
import { formatPlural } from '../format/number.ts'
import { Notice } from '../parts/conditions.tsx'
import { LinkedText } from '../parts/linked-text.tsx'
import { LeftOutLine, ReleaseProblems } from './left-out.tsx'
import { UnreadNotice } from './unread-notice.tsx'

export function DataTrust({ report: { all, notAnalyzed, otherKinds, repositories } }: { report: Report }) {
  const list = toLinkFilter(useView())
  return (
    <>
      <LeftOutLine leftOut={{ otherKinds, incomplete: all.incomplete }} what="that was merged" list={list} />
      <UnreadNotice repositories={repositories} />
      {notAnalyzed > 0 && (
        <Notice>
          <LinkedText
            parts={[
              {
                text: formatPlural(notAnalyzed, 'pull request was', 'pull requests were'),
                list: { standing: 'unanalyzed' },
              },
            ]}
            list={{ repo: repositories.map(({ name }) => name) }}
            at="/o/$org/health/pulls"
          />{' '}
          stored since the last recalculation, and
          {notAnalyzed === 1 ? ' is' : ' are'} in no figure until the next.
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

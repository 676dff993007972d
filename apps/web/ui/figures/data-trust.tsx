/** What the figures leave out, and which rule releases nothing: said under them. */

import { Link } from '@tanstack/react-router'
import { Fragment } from 'react'
import type { Report } from '../api/types.ts'
import { toLinkFilter } from '../app/filter-words.ts'
import { useOrganizationId, useView } from '../app/organization.tsx'
import { formatCount, formatPlural } from '../format/number.ts'
import { Notice } from '../parts/conditions.tsx'
import { leftOutKinds } from './coverage.ts'
import { UnreadNotice } from './unread-notice.tsx'
import './figures.css'

export function DataTrust({ report: { all, notAnalyzed, otherKinds, repositories } }: { report: Report }) {
  const org = useOrganizationId()
  const list = toLinkFilter(useView())
  const kinds = leftOutKinds(otherKinds)
  const problems = repositories.filter(({ releaseProblem }) => releaseProblem !== null)
  return (
    <>
      <p className="coverage-note">
        {kinds.length === 0 && all.incomplete === 0 ? 'Nothing that was merged is left out.' : 'Left out: '}
        {kinds.map(([kind, count], index) => (
          <Fragment key={kind}>
            {index > 0 && ', '}
            <Link to="/o/$org/pulls" params={{ org }} search={{ ...list, kind: [kind] }}>
              {formatCount(count)} of kind {kind}
            </Link>
          </Fragment>
        ))}
        {all.incomplete > 0 && `${kinds.length > 0 ? ', ' : ''}${formatCount(all.incomplete)} not read whole`}
        {(kinds.length > 0 || all.incomplete > 0) && '. '}
        <Link to="/o/$org/health" params={{ org }}>
          Can I trust this?
        </Link>
      </p>
      <UnreadNotice repositories={repositories} />
      {notAnalyzed > 0 && (
        <Notice>
          {formatPlural(notAnalyzed, 'pull request was', 'pull requests were')} stored since the last
          recalculation, and
          {notAnalyzed === 1 ? ' is' : ' are'} in no figure until the next.
        </Notice>
      )}
      {problems.map(({ name, releaseProblem }) => (
        <Notice key={name}>
          Nothing of {name} is released: {releaseProblem}.
        </Notice>
      ))}
    </>
  )
}

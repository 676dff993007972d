/** What is not counted, with the lists behind it, and which rules release nothing: said under the figures of a page. */
import { Link } from '@tanstack/react-router'
import { Fragment } from 'react'
import type { LeftOut, ReleaseProblem } from '../api/types.ts'
import { useOrganizationId } from '../app/organization.tsx'
import type { View } from '../app/view.ts'
import { formatCount } from '../format/number.ts'
import { Notice } from '../parts/conditions.tsx'
import { leftOutKinds } from './coverage.ts'
import './figures.css'

interface LeftOutLineProps {
  readonly leftOut: LeftOut
  /** What it is of, such as `that was merged`. */
  readonly what: string
  /** Of all of it, whatever kind. */
  readonly list: View
}

export function LeftOutLine({ leftOut: { incomplete, otherKinds }, what, list }: LeftOutLineProps) {
  const org = useOrganizationId()
  const kinds = leftOutKinds(otherKinds)
  return (
    <p className="coverage-note">
      {kinds.length === 0 && incomplete === 0 ? `Nothing ${what} is left out.` : 'Left out: '}
      {kinds.map(([kind, count], index) => (
        <Fragment key={kind}>
          {index > 0 && ', '}
          <Link to="/o/$org/pulls" params={{ org }} search={{ ...list, kind: [kind] }}>
            {formatCount(count)} of kind {kind}
          </Link>
        </Fragment>
      ))}
      {incomplete > 0 && (
        <>
          {kinds.length > 0 && ', '}
          <Link to="/o/$org/pulls" params={{ org }} search={{ ...list, whole: 'false' }}>
            {formatCount(incomplete)} not read whole
          </Link>
        </>
      )}
      {(kinds.length > 0 || incomplete > 0) && '. '}{' '}
      <Link to="/o/$org/health" params={{ org }}>
        Can I trust this?
      </Link>
    </p>
  )
}

export function ReleaseProblems({ problems }: { problems: readonly ReleaseProblem[] }) {
  return problems.map(({ repository, problem }) => (
    <Notice key={repository}>
      Nothing of {repository} is released: {problem}.
    </Notice>
  ))
}

/**
 * Why a repository's rule releases nothing: ever, or of what was merged since it last did, long ago. A rule that was
 * right once and an owner who works otherwise by now leave a figure that no longer moves.
 */
import { carriersOf, ruleProblem } from '@upflow/analyzer'
import { readReleaseFacts, type Tenant } from '@upflow/db'
import type { Instant } from '@upflow/model'
import { repositoriesOf } from './choose-facts.ts'
import type { RepositoryFacts } from './organization-facts.ts'
import type { Choice } from './pull-request-conditions.ts'
import { dayOf } from './zone-days.ts'

/** After so long without a release of anything that was merged, it may be the rule; until then, the rhythm. */
const quietSeconds = 90 * 86_400

export interface RepositoryProblem {
  /** `owner/name` */
  readonly repository: string
  /** A sentence without its full stop. */
  readonly problem: string
}

/** Of those repositories that a filter has; none of those whose rules release. */
export function readReleaseProblems(tenant: Tenant, { filter, facts }: Choice): RepositoryProblem[] {
  const problemOf = releaseProblemReader(tenant, facts.timeZone)
  return repositoriesOf(facts, filter).flatMap((repository) => {
    const problem = problemOf(repository)
    return problem === null ? [] : [{ repository: repository.name, problem }]
  })
}

/** Of a repository: null when it releases, is to release nothing, or nothing was merged. */
export function releaseProblemReader(
  { sqlite }: Tenant,
  timeZone: string,
): (repository: RepositoryFacts) => string | null {
  // Of the latest number: near enough to the latest merge, and found from the end.
  const latest = (condition: string) => `(SELECT merged_at FROM analyzed_pull_requests
    WHERE pull_request_key BETWEEN ? << 32 AND ((? + 1) << 32) - 1 AND merged_at IS NOT NULL
      AND ${condition}
    ORDER BY pull_request_key DESC LIMIT 1)`
  const findLatest = sqlite.prepare<number[], { merged: Instant | null; released: Instant | null }>(
    `SELECT ${latest('true')} AS merged, ${latest('released_at IS NOT NULL')} AS released`,
  )
  return ({ id, rule, ordinal }) => {
    if (rule.kind === 'none') return null
    const { merged, released } = findLatest.get(ordinal, ordinal, ordinal, ordinal)!
    if (merged === null) return null
    if (released !== null && merged - released < quietSeconds) return null
    const facts = readReleaseFacts(sqlite, id, { rule, carriersOf })
    const merges = facts.merges.filter(({ mergedAt }) => released === null || mergedAt > released)
    const problem = ruleProblem(rule, { ...facts, merges })
    if (problem === null || released === null) return problem
    return `nothing that was merged since ${dayOf(released, timeZone)} is released (${merges.length} merges): ${problem}`
  }
}

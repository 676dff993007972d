/**
 * Whether a repository's analyses are what its present settings and releases make of it: a change that was set without
 * recalculating, or whose recalculation did not come to its end, leaves figures that nothing else tells from right ones.
 */
import { analysisVersion, basisOf } from '@upflow/analyzer'
import { passReader, type Tenant } from '@upflow/db'
import type { Rules } from '@upflow/model'
import type { RepositoryFacts } from './organization-facts.ts'

/** `earlier`: by earlier settings, or before the latest merges and tags; `partly`: by both, the present ones and those. */
export type Outdated = 'earlier' | 'partly'

/** Of a repository: null when they are up to date, or when nothing is analyzed yet. */
export function outdatedReader(
  { sqlite }: Tenant,
  rules: Rules,
): (repository: RepositoryFacts) => Outdated | null {
  const passOf = passReader(sqlite)
  return ({ id, rule }) => {
    const { isComplete, pass, storedPass } = passOf({
      repositoryId: id,
      releaseRule: rule,
      version: analysisVersion,
      basisOf: (defaultBranch) => basisOf(rules, rule, defaultBranch),
    })
    if (isComplete || storedPass === null) return null
    return storedPass === pass ? 'partly' : 'earlier'
  }
}

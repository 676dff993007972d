/** By what a repository's analyses are made, apart from the pull request and its release. */
import type { ReleaseRule, Rules } from '@upflow/model'
import type { RepositoryFacts } from './kind.ts'
import { releaseBranchesOf } from './release.ts'

export interface Basis {
  readonly rules: Rules
  readonly repository: RepositoryFacts
}

export const basisOf = (rules: Rules, releaseRule: ReleaseRule, defaultBranch: string | null): Basis => ({
  rules,
  repository: { defaultBranch, releaseBranches: releaseBranchesOf(releaseRule) },
})

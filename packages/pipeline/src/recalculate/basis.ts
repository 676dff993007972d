/** What is analyzed, and by what. */
import type { Release, RepositoryFacts } from '@upflow/analyzer'
import type { Rules } from '@upflow/model'

export interface Stale {
  readonly key: number
  readonly release: Release | null
}

/** By what a repository's analyses are made, apart from the pull request and its release. */
export interface Basis {
  readonly rules: Rules
  readonly repository: RepositoryFacts
}

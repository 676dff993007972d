/** What is known of a repository: it may change with every page that is read, but for the id. */
import { type RepositoryId, toRepositoryId } from '@upflow/model'

export interface RepositoryInfo {
  readonly id: RepositoryId
  readonly owner: string
  readonly name: string
  readonly isArchived: boolean
  readonly defaultBranch: string | null
}

export interface RepositoryFacts {
  readonly id: string
  readonly name: string
  readonly isArchived: boolean
  readonly owner: { readonly login: string }
  readonly defaultBranchRef: { readonly name: string } | null
}

export const toRepositoryInfo = (facts: RepositoryFacts): RepositoryInfo => ({
  id: toRepositoryId(facts.id),
  owner: facts.owner.login,
  name: facts.name,
  isArchived: facts.isArchived,
  defaultBranch: facts.defaultBranchRef?.name ?? null,
})

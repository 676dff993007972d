/** The repositories of an organization: what is known of each without a look at its pull requests. */
import type { Tenant } from '@upflow/db'
import { ofOneMoment } from './one-moment.ts'
import { type RepositoryFacts, readFacts } from './organization-facts.ts'
import { type Outdated, outdatedReader } from './outdated.ts'

export interface ListedRepository extends RepositoryFacts {
  /** Whether its figures are by earlier settings, or before the latest releases, all or partly; null when they are not. */
  readonly outdated: Outdated | null
}

/** By name. */
export async function readRepositories(tenant: Tenant): Promise<ListedRepository[]> {
  return ofOneMoment(tenant, () => {
    const { repositories, rules } = readFacts(tenant)
    const outdatedOf = outdatedReader(tenant, rules)
    return repositories.map((repository) => ({ ...repository, outdated: outdatedOf(repository) }))
  })
}

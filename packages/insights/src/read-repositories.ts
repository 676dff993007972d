/** The repositories of an organization: what is known of each without a look at its pull requests. */
import { type Tenant, withBusyRetry } from '@upflow/db'
import { type RepositoryFacts, readFacts } from './organization-facts.ts'
import { type Outdated, outdatedReader } from './outdated.ts'

export interface ListedRepository extends RepositoryFacts {
  /** Whether its figures are by earlier settings, or before the latest releases, all or partly; null when they are not. */
  readonly outdated: Outdated | null
}

/** By name. */
export async function readRepositories(tenant: Tenant): Promise<ListedRepository[]> {
  const read = tenant.sqlite.transaction(() => {
    const { repositories, rules } = readFacts(tenant)
    const outdatedOf = outdatedReader(tenant, rules)
    return repositories.map((repository) => ({ ...repository, outdated: outdatedOf(repository) }))
  })
  return withBusyRetry(() => read(), tenant.retry)
}

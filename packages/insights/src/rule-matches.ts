/** How much a release rule matches of what is stored, for whoever sets it. Reads in the calling thread. */
import { carriersOf, matchRule, type RuleMatch } from '@upflow/analyzer'
import { readReleaseFacts, type Tenant, withBusyRetry } from '@upflow/db'
import type { ReleaseRule, RepositoryId } from '@upflow/model'
import { readFacts } from './organization-facts.ts'

export interface RepositoryRuleMatch extends RuleMatch {
  /** `owner/name` */
  readonly repository: string
  readonly rule: ReleaseRule
}

/**
 * @param repositoryIds null for all
 * @param rule instead of the one that holds for them
 */
export async function readRuleMatches(
  tenant: Tenant,
  {
    repositoryIds = null,
    rule: wanted = null,
  }: {
    readonly repositoryIds?: readonly RepositoryId[] | null
    readonly rule?: ReleaseRule | null
  } = {},
): Promise<RepositoryRuleMatch[]> {
  const read = tenant.sqlite.transaction(() =>
    readFacts(tenant)
      .repositories.filter(({ id }) => repositoryIds === null || repositoryIds.includes(id))
      .map(({ id, name, rule: own }) => {
        const rule = wanted ?? own
        return {
          repository: name,
          rule,
          ...matchRule(rule, readReleaseFacts(tenant.sqlite, id, { rule, carriersOf })),
        }
      }),
  )
  return withBusyRetry(() => read(), tenant.retry)
}

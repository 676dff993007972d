/** How much a release rule matches of what is stored, for whoever sets it. Reads in the calling thread. */
import { carriersOf, matchRule, type RuleMatch } from '@upflow/analyzer'
import { markersReadAt, readReleaseFacts, type Tenant } from '@upflow/db'
import type { Instant, ReleaseRule, RepositoryId } from '@upflow/model'
import { ofOneMoment } from './one-moment.ts'
import { readFacts } from './organization-facts.ts'

export interface RepositoryRuleMatch extends RuleMatch {
  /** `owner/name` */
  readonly repository: string
  readonly rule: ReleaseRule
  /** So that the organization's is not asked about it. */
  readonly hasOwnRule: boolean
  /** The tags or deployments that the rule asks for were not read with the rest: a crawl reads them. */
  readonly needsCrawl: boolean
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
  return ofOneMoment(tenant, () =>
    readFacts(tenant)
      .repositories.filter(({ id }) => repositoryIds === null || repositoryIds.includes(id))
      .map(({ asOf, id, name, rule: own, hasOwnRule }) => {
        const rule = wanted ?? own
        return {
          repository: name,
          rule,
          hasOwnRule,
          needsCrawl: asOf !== null && markersAge(tenant, id, rule) < asOf,
          ...matchRule(rule, readReleaseFacts(tenant.sqlite, id, { rule, carriersOf })),
        }
      }),
  )
}

/** When they were read; never, where the rule asks for none, is not before anything. */
const markersAge = ({ sqlite }: Tenant, id: RepositoryId, { kind }: ReleaseRule): Instant =>
  kind === 'tags' || kind === 'deployments'
    ? (markersReadAt(sqlite, id, kind) ?? Number.NEGATIVE_INFINITY)
    : Number.POSITIVE_INFINITY

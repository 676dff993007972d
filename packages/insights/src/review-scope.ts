/**
 * Which responses and requests of reviewers a filter has, as lists ask for them. Their numbers come from columns
 * (read-reviews.ts); that each list is as long as its number, whatever the filter, is tried (kept-reads.property.test.ts).
 */
import type { Sqlite, Tenant } from '@upflow/db'
import type { Instant } from '@upflow/model'
import { andAll, type Conditions } from './conditions.ts'
import { everyWork, type Filter } from './filter.ts'
import type { RequestOutcome, RequestPeriod } from './filter-schema.ts'
import { at } from './memberships.ts'
import type { OrganizationFacts } from './organization-facts.ts'
import { conditionsOf } from './pull-request-conditions.ts'

export interface ReviewScope {
  readonly sqlite: Sqlite
  readonly period: { readonly since: Instant; readonly until: Instant }
  /** @param membersAt when the author has to be a member of a team that is asked for: a column */
  readonly conditions: (membersAt: string) => Conditions
}

/** All that follows the columns of a query. */
interface Source {
  /** `FROM … WHERE …` */
  readonly from: string
  readonly values: readonly (string | number)[]
}

/** @throws InsightsError about the filter */
export function reviewScopeOf(
  { sqlite }: Pick<Tenant, 'sqlite'>,
  filter: Partial<Filter> | undefined,
  facts: OrganizationFacts,
): ReviewScope {
  const wanted = { ...everyWork, ...filter }
  return {
    sqlite,
    period: {
      since: wanted.since ?? Number.NEGATIVE_INFINITY,
      until: wanted.until ?? Number.POSITIVE_INFINITY,
    },
    conditions: (membersAt) =>
      conditionsOf(
        sqlite,
        { filter: { ...wanted, since: null, until: null }, facts },
        { membersWhen: at(membersAt) },
      ),
  }
}

/** Given in the period, of `responses AS r` and `analyzed_pull_requests AS a`. */
export function responsesIn({ period, conditions }: ReviewScope): Source {
  const { clauses, values } = conditions('r.at')
  return {
    from: `FROM responses AS r JOIN analyzed_pull_requests AS a USING (pull_request_key)
      WHERE r.at >= ? AND r.at < ? AND a.incomplete IS NULL ${andAll({ clauses, values })}`,
    values: [period.since, period.until, ...values],
  }
}

/** Made in the period, or answered in it: of `review_requests AS q` and `analyzed_pull_requests AS a`. */
export function requestsIn({ period, conditions }: ReviewScope, which: RequestPeriod): Source {
  const column = which === 'requested' ? 'q.requested_at' : 'q.responded_at'
  const { clauses, values } = conditions(column)
  return {
    from: `FROM review_requests AS q JOIN analyzed_pull_requests AS a USING (pull_request_key)
      WHERE ${column} >= ? AND ${column} < ? AND a.incomplete IS NULL ${andAll({ clauses, values })}`,
    values: [period.since, period.until, ...values],
  }
}

const isLeft = 'q.responded_at IS NULL AND q.removed_at IS NULL'

/** What became of a request, as SQL: each has one of them. */
export const outcomeSql: Readonly<Record<RequestOutcome, string>> = {
  answered: 'q.responded_at IS NOT NULL',
  removed: 'q.responded_at IS NULL AND q.removed_at IS NOT NULL',
  open: `${isLeft} AND a.state = 'open'`,
  unanswered: `${isLeft} AND a.state <> 'open'`,
}

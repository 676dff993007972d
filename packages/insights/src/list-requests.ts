/** The requests of a review behind the figures of reviews, by what became of them. In the calling thread. */
import type { Tenant } from '@upflow/db'
import type { Instant } from '@upflow/model'
import type { Filter } from './filter.ts'
import type { RequestOutcome, RequestPeriod } from './filter-schema.ts'
import { ofOneMoment } from './one-moment.ts'
import { readFacts } from './organization-facts.ts'
import { type Page, type PageRequest, readPage } from './read-page.ts'
import { outcomeSql, requestsIn, reviewScopeOf } from './review-scope.ts'

export interface RequestsRequest extends PageRequest {
  /** Its period is of the request, or of the answer. */
  readonly filter?: Partial<Filter>
  readonly periodOf?: RequestPeriod
  /** Null for all. */
  readonly became?: RequestOutcome | null
}

export interface ListedRequest {
  /** `owner/name` */
  readonly repository: string
  readonly number: number
  readonly title: string
  readonly requestedAt: Instant
  readonly respondedAt: Instant | null
  readonly removedAt: Instant | null
  readonly became: RequestOutcome
  /** From the request to its answer; null without one. */
  readonly seconds: number | null
  readonly workingSeconds: number | null
}

/** @throws InsightsError about the filter, and `insights/bad-cursor` */
export async function listRequests(tenant: Tenant, request: RequestsRequest): Promise<Page<ListedRequest>> {
  return ofOneMoment(tenant, () => readRequests(tenant, request))
}

const became = Object.entries(outcomeSql)
  .map(([outcome, sql]) => `WHEN ${sql} THEN '${outcome}'`)
  .join(' ')

function readRequests(
  tenant: Tenant,
  { filter, periodOf = 'requested', became: wanted = null, ...page }: RequestsRequest,
): Page<ListedRequest> {
  const scope = reviewScopeOf(tenant, filter, readFacts(tenant))
  const { from, values } = requestsIn(scope, periodOf)
  return readPage<ListedRequest>(
    tenant.sqlite,
    {
      list: `requests by when they were ${periodOf}`,
      columns: `(SELECT o.owner || '/' || o.name FROM repositories AS o WHERE o.id = a.repository_id) AS repository,
        a.number, a.title, q.requested_at AS requestedAt, q.responded_at AS respondedAt, q.removed_at AS removedAt,
        CASE ${became} END AS became, q.seconds, q.working_seconds AS workingSeconds`,
      from: wanted === null ? from : `${from} AND ${outcomeSql[wanted]}`,
      values,
      place: [
        periodOf === 'requested' ? 'q.requested_at' : 'q.responded_at',
        'q.pull_request_key',
        'q.position',
      ],
    },
    page,
  )
}

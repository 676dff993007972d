/**
 * The responses behind the figures of reviews: those of an hour of the week, or of the busiest. Each by its pull
 * request, where it stands who gave it: here nobody is named, as in the figures. In the calling thread.
 */
import { type Tenant, withBusyRetry } from '@upflow/db'
import type { Instant } from '@upflow/model'
import type { Filter } from './filter.ts'
import type { LoadPart } from './filter-schema.ts'
import { type OrganizationFacts, readFacts } from './organization-facts.ts'
import { type Page, type PageRequest, readPage } from './read-page.ts'
import { busiestOf, type GivenResponse, isOfMany, peopleOf, readGiven } from './review-load.ts'
import { responsesIn, reviewScopeOf } from './review-scope.ts'
import { leastPeople } from './small-groups.ts'
import { localHours } from './zone-days.ts'

export interface ResponsesRequest extends PageRequest {
  /** As `ReviewsRequest` has it: its period is of the response. */
  readonly filter?: Partial<Filter>
  /** On the organization's clock: 1 is Monday. */
  readonly weekday?: number | null
  readonly hour?: number | null
  /** By the busiest fifth of the people, or by the others. */
  readonly load?: LoadPart | null
  /** Whether whoever asks may see what is said of fewer than three people. */
  readonly maySeeFew: boolean
}

export interface ListedResponse {
  /** `owner/name` */
  readonly repository: string
  readonly number: number
  readonly title: string
  readonly at: Instant
  readonly kind: string
  /** From the request to the response; null where it answers none. */
  readonly seconds: number | null
}

/** Null where fewer than three people gave them, of all in the period or of the part that is asked for. */
export type ResponsePage = Page<ListedResponse> | null

/** @throws InsightsError about the filter, and `insights/bad-cursor` */
export async function listResponses(tenant: Tenant, request: ResponsesRequest): Promise<ResponsePage> {
  const read = tenant.sqlite.transaction(() => readResponses(tenant, request))
  return withBusyRetry(() => read(), tenant.retry)
}

function readResponses(tenant: Tenant, { filter, maySeeFew, ...asked }: ResponsesRequest): ResponsePage {
  const { sqlite } = tenant
  const facts = readFacts(tenant)
  const scope = reviewScopeOf(tenant, filter, facts)
  const given = readGiven(scope)
  if (!isOfMany(given)) return null
  const chosen = choose(given, asked, facts)
  if ((asked.load ?? null) !== null && peopleOf(ofLoad(given, asked.load!)) < leastPeople && !maySeeFew)
    return null
  const { from, values } = responsesIn(scope)
  return readPage<ListedResponse>(
    sqlite,
    {
      list: 'responses',
      columns: `(SELECT o.owner || '/' || o.name FROM repositories AS o WHERE o.id = a.repository_id) AS repository,
        a.number, a.title, r.at, r.kind, r.seconds`,
      from:
        chosen === given
          ? from
          : `${from} AND (r.pull_request_key, r.position) IN (SELECT value ->> 0, value ->> 1 FROM json_each(?))`,
      values:
        chosen === given
          ? values
          : [...values, JSON.stringify(chosen.map(([, , key, position]) => [key, position]))],
      place: ['r.at', 'r.pull_request_key', 'r.position'],
    },
    asked,
  )
}

type Asked = Pick<ResponsesRequest, 'weekday' | 'hour' | 'load'>

/** The same list where nothing is chosen. */
function choose(
  given: readonly GivenResponse[],
  { weekday = null, hour = null, load = null }: Asked,
  { timeZone }: OrganizationFacts,
): readonly GivenResponse[] {
  const loaded = load === null ? given : ofLoad(given, load)
  if (weekday === null && hour === null) return loaded
  const local = localHours(timeZone)
  return loaded.filter(([at]) => {
    const then = local(at)
    return (weekday === null || then.weekday === weekday - 1) && (hour === null || then.hour === hour)
  })
}

function ofLoad(given: readonly GivenResponse[], load: LoadPart): readonly GivenResponse[] {
  const busiest = busiestOf(given)
  return given.filter(([, login]) => busiest.has(login) === (load === 'busiest'))
}

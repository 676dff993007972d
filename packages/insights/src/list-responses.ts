/**
 * The responses behind the figures of reviews: those of an hour of the week, or of the busiest. Each by its pull
 * request, where it stands who gave it: here nobody is named, as in the figures. In the calling thread.
 */
import { readTuples, type Tenant } from '@upflow/db'
import type { Instant } from '@upflow/model'
import type { Filter } from './filter.ts'
import type { LoadPart } from './filter-schema.ts'
import { ofOneMoment } from './one-moment.ts'
import { readFacts } from './organization-facts.ts'
import { type Page, type PageRequest, readPage } from './read-page.ts'
import { areBothOfMany, busiestOf, isOfMany, reviewerOf } from './review-load.ts'
import { responsesIn, reviewScopeOf } from './review-scope.ts'
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

/**
 * Null where fewer than three people gave them, of all in the period; and of a part, where it or the other is of fewer:
 * all less the one is the other.
 */
export type ResponsePage = Page<ListedResponse> | null

/** @throws InsightsError about the filter, and `insights/bad-cursor` */
export async function listResponses(tenant: Tenant, request: ResponsesRequest): Promise<ResponsePage> {
  return ofOneMoment(tenant, () => readResponses(tenant, request))
}

function readResponses(tenant: Tenant, { filter, maySeeFew, ...asked }: ResponsesRequest): ResponsePage {
  const { sqlite } = tenant
  const facts = readFacts(tenant)
  const scope = reviewScopeOf(tenant, filter, facts)
  const { from, values } = responsesIn(scope)
  const list = (and: string, more: readonly string[]) =>
    readPage<ListedResponse>(
      sqlite,
      {
        list: 'responses',
        columns: `(SELECT o.owner || '/' || o.name FROM repositories AS o WHERE o.id = a.repository_id) AS repository,
          a.number, a.title, r.at, r.kind, r.seconds`,
        from: from + and,
        values: [...values, ...more],
        place: ['r.at', 'r.pull_request_key', 'r.position'],
      },
      asked,
    )
  const { weekday = null, hour = null, load = null } = asked
  const personOf = reviewerOf(facts)
  if (weekday === null && hour === null && load === null) {
    const logins = sqlite
      .prepare<unknown[], string>(`SELECT DISTINCT r.reviewer_login ${from}`)
      .pluck()
      .all(...values)
    return isOfMany(new Set(logins.map(personOf)).size) ? list('', []) : null
  }
  const given = readTuples<Given>(sqlite, ['r.at', 'r.reviewer_login', 'r.pull_request_key', 'r.position'], {
    from,
    values,
  })
  const counts = new Map<string, number>()
  for (const [, login] of given) counts.set(personOf(login), (counts.get(personOf(login)) ?? 0) + 1)
  if (!isOfMany(counts.size) || (load !== null && !areBothOfMany(counts.size) && !maySeeFew)) return null
  const busiest = busiestOf(counts)
  const local = localHours(facts.timeZone)
  const isChosen = ([at, login]: Given) => {
    if (load !== null && busiest.has(personOf(login)) !== (load === 'busiest')) return false
    const then = local(at)
    return (weekday === null || then.weekday === weekday - 1) && (hour === null || then.hour === hour)
  }
  const places = given.flatMap((one) => (isChosen(one) ? [[one[2], one[3]]] : []))
  return list(
    ' AND (r.pull_request_key, r.position) IN (SELECT value ->> 0, value ->> 1 FROM json_each(?))',
    [JSON.stringify(places)],
  )
}

/** A response by when it was given, by whom, and where it stands in its file. */
type Given = readonly [at: Instant, login: string, key: number, position: number]

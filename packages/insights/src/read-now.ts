/** What waits now, by state: how much, and the longest waits with those on whom they are. In the calling thread. */
import { type Tenant, withBusyRetry } from '@upflow/db'
import type { Instant } from '@upflow/model'
import { everyWork, type Filter } from './filter.ts'
import { type OrganizationFacts, readFacts } from './organization-facts.ts'
import { toConditions } from './pull-request-conditions.ts'
import { waitsOn } from './waits-on.ts'

/** In the order in which a pull request goes through them. */
export const nowStates = [
  'draft',
  'awaiting-request',
  'awaiting-review',
  'in-review',
  'approved',
  'awaiting-release',
] as const
export type NowState = (typeof nowStates)[number]

export interface Waiting {
  readonly repository: string
  readonly number: number
  readonly title: string
  readonly state: string
  readonly turn: string | null
  readonly since: Instant
  /** On whom: waits-on.ts. */
  readonly on: readonly string[]
}

export interface NowRequest {
  /** Without its period: what waits has not ended. */
  readonly filter?: Partial<Filter>
  /** Of the longest waits in each state. */
  readonly limit: number
}

export interface WaitingInState {
  readonly state: NowState
  /** All that wait in it; those that await a release only where their repository's rule releases. */
  readonly count: number
  readonly longest: readonly Waiting[]
}

/** @throws InsightsError about the filter */
export async function readNow(tenant: Tenant, { filter, limit }: NowRequest): Promise<WaitingInState[]> {
  return inOneMoment(
    tenant,
    (read) =>
      nowStates.map((state) => ({
        state,
        count: read.count(state),
        longest: read.longest(state, limit),
      })),
    filter,
  )
}

/** The longest waits first, of what is not merged: that waits for nobody, and figures say what is not released. */
export async function listWaiting(
  tenant: Tenant,
  filter: Partial<Filter>,
  limit: number,
): Promise<Waiting[]> {
  return inOneMoment(
    tenant,
    (read) =>
      nowStates
        .filter((state) => state !== 'awaiting-release')
        .flatMap((state) => read.longest(state, limit))
        .sort((a, b) => a.since - b.since)
        .slice(0, limit),
    filter,
  )
}

/** Open, and not read whole: where they stand is not known, so that they are in no state. */
export async function countUnreadOpen(tenant: Tenant, filter: Partial<Filter> = {}): Promise<number> {
  const read = tenant.sqlite.transaction(() => {
    const period = { since: null, until: null }
    const { clauses, values } = toConditions({ ...everyWork, ...filter, ...period }, readFacts(tenant))
    return tenant.sqlite
      .prepare<unknown[], number>(
        `SELECT count(*) FROM analyzed_pull_requests AS a
         WHERE ${["a.state = 'open'", 'a.incomplete IS NOT NULL', ...clauses].join(' AND ')}`,
      )
      .pluck()
      .get(...values)!
  })
  return withBusyRetry(() => read(), tenant.retry)
}

interface Reader {
  count(state: NowState): number
  longest(state: NowState, limit: number): Waiting[]
}

function inOneMoment<T>(
  tenant: Tenant,
  work: (reader: Reader) => T,
  filter: Partial<Filter> = {},
): Promise<T> {
  const read = tenant.sqlite.transaction(() => work(createReader(tenant, filter)))
  return withBusyRetry(() => read(), tenant.retry)
}

interface Row {
  readonly key: number
  readonly repository_id: string
  readonly number: number
  readonly title: string
  readonly turn: string | null
  readonly since: Instant
  readonly author_login: string
}

function createReader(tenant: Tenant, filter: Partial<Filter>): Reader {
  const { sqlite } = tenant
  const facts = readFacts(tenant)
  const { clauses, values } = toConditions({ ...everyWork, ...filter, since: null, until: null }, facts)
  const names = new Map<string, string>(facts.repositories.map(({ id, name }) => [id, name]))
  const where = (state: NowState) =>
    [
      'a.now_since IS NOT NULL',
      'a.now_state = ?',
      ...(state === 'awaiting-release' ? [isReleasing] : []),
      ...clauses,
    ].join(' AND ')
  const bound = (state: NowState) => [
    state,
    ...(state === 'awaiting-release' ? [releasingOrdinals(facts)] : []),
    ...values,
  ]
  return {
    count: (state) =>
      sqlite
        .prepare<unknown[], number>(`SELECT count(*) FROM analyzed_pull_requests AS a WHERE ${where(state)}`)
        .pluck()
        .get(...bound(state))!,
    longest: (state, limit) =>
      sqlite
        .prepare<unknown[], Row>(
          `SELECT a.pull_request_key AS key, a.repository_id, a.number, a.title, a.now_turn AS turn,
             a.now_since AS since, a.author_login
           FROM analyzed_pull_requests AS a WHERE ${where(state)} ORDER BY a.now_since, a.pull_request_key LIMIT ?`,
        )
        .all(...bound(state), limit)
        .map(({ key, repository_id, author_login, ...row }) => ({
          ...row,
          repository: names.get(repository_id) ?? repository_id,
          state,
          on: waitsOn(sqlite, { key, state, turn: row.turn, author: author_login, at: null }),
        })),
  }
}

const isReleasing = '(a.pull_request_key >> 32) IN (SELECT value FROM json_each(?))'
const releasingOrdinals = ({ repositories }: OrganizationFacts): string =>
  JSON.stringify(repositories.filter(({ rule }) => rule.kind !== 'none').map(({ ordinal }) => ordinal))

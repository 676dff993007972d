/** What waits now for somebody, the longest waits with those on whom they are. In the calling thread. */
import type { Tenant } from '@upflow/db'
import type { Instant } from '@upflow/model'
import { chosen, everyWork, type Filter } from './filter.ts'
import { ofOneMoment } from './one-moment.ts'
import { readFacts } from './organization-facts.ts'
import { conditionsOf } from './pull-request-conditions.ts'
import { waitsOnReader } from './waits-on.ts'

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

/** The longest waits first, all where there is no limit, of what is not merged: that waits for nobody, and figures say what is not released. */
export const listWaiting = (
  tenant: Tenant,
  filter: Partial<Filter>,
  limit: number | null,
  /** Who is a member of a team at this instant. Default: the present. */
  now: Instant | null = null,
): Promise<Waiting[]> => readWaiting(tenant, { filter, now, more: [], values: [], limit })

/**
 * As `listWaiting`, without drafts, which wait for who opened them, and on purpose: since before an instant.
 * @param limit null for all of them
 */
export const listWaits = (
  tenant: Tenant,
  { before, limit }: { readonly before: Instant; readonly limit: number | null },
): Promise<Waiting[]> =>
  readWaiting(tenant, {
    filter: {},
    now: null,
    more: ["a.now_state <> 'draft'", 'a.now_since < ?'],
    values: [before],
    limit,
  })

/** What waits now on one of these logins, the longest first. */
export const listWaitsOn = (tenant: Tenant, logins: readonly string[]): Promise<Waiting[]> => {
  const isOne = chosen(logins)
  return readWaiting(tenant, {
    filter: { kinds: null },
    now: null,
    more: [],
    values: [],
    limit: null,
    isShown: ({ on }) => on.some(isOne),
  })
}

interface Part {
  readonly filter: Partial<Filter>
  readonly now: Instant | null
  /** Further conditions, and what they ask for. */
  readonly more: readonly string[]
  readonly values: readonly number[]
  readonly limit: number | null
  /** What cannot be asked of a row. Default: all. */
  readonly isShown?: (one: Waiting) => boolean
}

async function readWaiting(
  tenant: Tenant,
  { filter, now, more, values, limit, isShown = () => true }: Part,
): Promise<Waiting[]> {
  const { sqlite } = tenant
  return ofOneMoment(tenant, () => {
    const facts = readFacts(tenant)
    const chosen = conditionsOf(sqlite, { filter: withoutPeriod(filter), facts }, { now })
    const waitsOn = waitsOnReader(sqlite)
    const names = new Map<string, string>(facts.repositories.map(({ id, name }) => [id, name]))
    return sqlite
      .prepare<unknown[], Row>(
        `SELECT a.pull_request_key AS key, a.repository_id, a.number, a.title, a.now_state AS state,
           a.now_turn AS turn, a.now_since AS since, a.author_login AS author
         FROM analyzed_pull_requests AS a
         WHERE ${["a.now_since IS NOT NULL AND a.now_state <> 'awaiting-release'", ...more, ...chosen.clauses].join(' AND ')}
         ORDER BY a.now_since, a.pull_request_key LIMIT ?`,
      )
      .all(...values, ...chosen.values, limit ?? -1)
      .map(({ key, repository_id, author, ...row }) => ({
        ...row,
        repository: names.get(repository_id) ?? repository_id,
        on: waitsOn({ key, state: row.state, turn: row.turn, author, at: null }),
      }))
      .filter(isShown)
  })
}

interface Row extends Omit<Waiting, 'on' | 'repository'> {
  readonly key: number
  readonly repository_id: string
  readonly author: string
}

/** What waits has not ended. */
const withoutPeriod = (filter: Partial<Filter>): Filter => ({
  ...everyWork,
  ...filter,
  since: null,
  until: null,
})

/** Open, and not read whole: where they stand is not known, so that they are in no state. */
export async function countUnreadOpen(tenant: Tenant, filter: Partial<Filter> = {}): Promise<number> {
  return ofOneMoment(tenant, () => {
    const { clauses, values } = conditionsOf(tenant.sqlite, {
      filter: withoutPeriod(filter),
      facts: readFacts(tenant),
    })
    return tenant.sqlite
      .prepare<unknown[], number>(
        `SELECT count(*) FROM analyzed_pull_requests AS a
         WHERE ${["a.state = 'open'", 'a.incomplete IS NOT NULL', ...clauses].join(' AND ')}`,
      )
      .pluck()
      .get(...values)!
  })
}

/**
 * What waited at any instant, by state: how much, since when and on whom, and how long pull requests usually stay in
 * that state. As known today and under today's rules. In the calling thread.
 */
import { type Sqlite, type Tenant, withBusyRetry } from '@upflow/db'
import type { Instant } from '@upflow/model'
import { andAll, type Conditions } from './conditions.ts'
import { everyWork, type Filter } from './filter.ts'
import { type LeftOut, readLeftOut } from './left-out.ts'
import { type NowState, nowStates, type Waiting } from './list-waiting.ts'
import { isMember, type Memberships, membershipsOf } from './memberships.ts'
import { type OrganizationFacts, readFacts } from './organization-facts.ts'
import { percentile } from './percentile.ts'
import { conditionsOf } from './pull-request-conditions.ts'
import { readTuples } from './read-tuples.ts'
import { type RepositoryProblem, readReleaseProblems } from './release-problem.ts'
import { endedLately, type UnderWay, underWay } from './under-way.ts'
import { waitsOnReader } from './waits-on.ts'

export interface BoardRequest {
  /** Without its period: the instant selects. */
  readonly filter?: Partial<Filter>
  readonly at: Instant
  /** Of the longest waits in each state; null for all. */
  readonly limit: number | null
}

export interface BoardColumn {
  readonly state: NowState
  /** All that waited in it; those that awaited a release only where their repository's rule releases. */
  readonly count: number
  readonly longest: readonly Waiting[]
  /** How long stays in this state were that ended lately: `usualSeconds`, `mostForUsual`. Null of fewer than five. */
  readonly usual: {
    readonly n: number
    readonly medianSeconds: number | null
    readonly p90Seconds: number | null
  }
}

export interface Board {
  readonly columns: readonly BoardColumn[]
  /** Of what was open then. */
  readonly leftOut: LeftOut
  /** Why what was merged may await its release for ever. */
  readonly releaseProblems: readonly RepositoryProblem[]
}

/** Before the instant: what is usual in a state is of those stays that ended in them. */
export const usualSeconds = 90 * 86_400
const leastForUsual = 5
/** Where more pull requests were merged or closed in that time, it is that in which so many were: a median needs no more. */
export const mostForUsual = 5_000

/** @param most default: as many as a usual time needs. @throws InsightsError about the filter */
export async function readBoard(tenant: Tenant, request: BoardRequest, most = mostForUsual): Promise<Board> {
  const read = tenant.sqlite.transaction(() => board(tenant, request, most))
  return withBusyRetry(() => read(), tenant.retry)
}

interface Standing extends Omit<Waiting, 'on'> {
  readonly key: number
  readonly author: string
}

function board(tenant: Tenant, { filter, at, limit }: BoardRequest, most: number): Board {
  const { sqlite } = tenant
  const facts = readFacts(tenant)
  const wanted = { ...everyWork, ...filter, since: null, until: null }
  const memberships = membershipsOf(facts, wanted)
  const membersWhen = { from: String(at - usualSeconds), to: String(at) }
  const conditions = conditionsOf(sqlite, { filter: wanted, facts }, { membersWhen })
  const names = new Map<string, string>(facts.repositories.map(({ id, name }) => [id, name]))
  const standing = new Map<string, Standing[]>(nowStates.map((state) => [state, []]))
  const ended = new Map<string, number[]>(nowStates.map((state) => [state, []]))
  const over = [...endedLately(sqlite, conditions, { since: at - usualSeconds, until: at, most })]
  const usualSince = over.length < most ? at - usualSeconds : Math.min(...over.map((one) => one.endedAt!)) - 1
  const noteEnds = ({ author, stays }: UnderWay) => {
    for (const { state, from, to } of stays)
      if (to !== null && to <= at && to > usualSince && isMember(memberships, author, to))
        ended.get(state)?.push(to - from)
  }
  for (const one of over) noteEnds(one)
  for (const one of underWay(sqlite, conditions, { since: at, until: at + 1 })) {
    noteEnds(one)
    for (const { state, turn, from, to } of one.stays)
      if ((to === null || to > at) && from <= at && isMember(memberships, one.author, at))
        standing.get(state)?.push(toStanding(one, names, { state, turn, since: from }))
  }
  const awaiting = awaitingRelease(sqlite, facts, { conditions, memberships, at, usualSince })
  standing.set(
    'awaiting-release',
    awaiting.standing.map((one) => toStanding(one, names, one)),
  )
  ended.set('awaiting-release', awaiting.ended)
  const waitsOn = waitsOnReader(sqlite)
  const columns = nowStates.map((state): BoardColumn => {
    const all = standing.get(state)!.sort((a, b) => a.since - b.since || a.key - b.key)
    return {
      state,
      count: all.length,
      longest: all.slice(0, limit ?? all.length).map(({ key, author, ...one }) => ({
        ...one,
        on: waitsOn({ state, key, author, turn: one.turn, at }),
      })),
      usual: toUsual(ended.get(state)!),
    }
  })
  return {
    columns,
    leftOut: readLeftOut(sqlite, { filter: wanted, facts }, { instants: { openAt: at } }),
    releaseProblems: readReleaseProblems(tenant, { filter: wanted, facts }),
  }
}

const toStanding = (
  { key, repositoryId, number, title, author }: Omit<UnderWay, 'createdAt' | 'endedAt' | 'stays'>,
  names: ReadonlyMap<string, string>,
  { state, turn, since }: Pick<Waiting, 'state' | 'turn' | 'since'>,
): Standing => ({
  key,
  author,
  repository: names.get(repositoryId) ?? repositoryId,
  number,
  title,
  state,
  turn,
  since,
})

interface Merged
  extends Omit<UnderWay, 'createdAt' | 'endedAt' | 'stays'>,
    Pick<Waiting, 'state' | 'turn' | 'since'> {}

/** From columns: there may be very many, all of history where a rule began to match late. */
function awaitingRelease(
  sqlite: Sqlite,
  { repositories }: OrganizationFacts,
  {
    conditions,
    memberships,
    at,
    usualSince,
  }: {
    readonly conditions: Conditions
    readonly memberships: Memberships | null
    readonly at: Instant
    readonly usualSince: Instant
  },
): { readonly standing: Merged[]; readonly ended: number[] } {
  const releasing = repositories.filter(({ rule }) => rule.kind !== 'none').map(({ ordinal }) => ordinal)
  const from = (released: string) =>
    `FROM analyzed_pull_requests AS a
     WHERE a.merged_at <= ? AND ${released} AND a.incomplete IS NULL
       AND (a.pull_request_key >> 32) IN (SELECT value FROM json_each(?)) ${andAll(conditions)}`
  const last = [JSON.stringify(releasing), ...conditions.values]
  const standing = sqlite
    .prepare<unknown[], Omit<Merged, 'state' | 'turn'>>(
      `SELECT a.pull_request_key AS key, a.repository_id AS repositoryId, a.number, a.title, a.author_login AS author,
         a.merged_at AS since ${from('(a.released_at IS NULL OR a.released_at > ?)')}`,
    )
    .all(at, at, ...last)
  const ended = readTuples<[author: string, mergedAt: Instant, releasedAt: Instant]>(
    sqlite,
    ['a.author_login', 'a.merged_at', 'a.released_at'],
    { from: from('a.released_at > ? AND a.released_at <= ?'), values: [at, usualSince, at, ...last] },
  )
  return {
    standing: standing.flatMap((one) =>
      isMember(memberships, one.author, at) ? [{ ...one, state: 'awaiting-release', turn: null }] : [],
    ),
    ended: ended.flatMap(([author, mergedAt, releasedAt]) =>
      isMember(memberships, author, releasedAt) ? [releasedAt - mergedAt] : [],
    ),
  }
}

function toUsual(seconds: readonly number[]): BoardColumn['usual'] {
  const known = Float64Array.from(seconds)
  const isKnown = known.length >= leastForUsual
  return {
    n: known.length,
    medianSeconds: isKnown ? percentile(known, 0.5) : null,
    p90Seconds: isKnown ? percentile(known, 0.9) : null,
  }
}

/**
 * What waited at any instant, by state: how much, since when and on whom, and how long pull requests usually stay in
 * that state. As known today and under today's rules. In the calling thread.
 */
import { numberOf, ordinalOf, type Sqlite, type Tenant } from '@upflow/db'
import type { Instant } from '@upflow/model'
import { everyWork, type Filter } from './filter.ts'
import { type Judged, judgePulls, keysBeyond } from './judge-pulls.ts'
import type { Kept, KeptReads } from './kept-reads.ts'
import { countLeftOut, type LeftOut } from './left-out.ts'
import { type LifeColumns, lifeColumns } from './life-columns.ts'
import { type NowState, nowStates, type Waiting } from './list-waiting.ts'
import { ofOneMoment } from './one-moment.ts'
import { notOverIn, releasingOf } from './open-in.ts'
import { type OrganizationFacts, readFacts } from './organization-facts.ts'
import { percentile } from './percentile.ts'
import { type RepositoryProblem, readReleaseProblems } from './release-problem.ts'
import { visitStays } from './stays.ts'
import { isUnderWay } from './under-way.ts'
import { waitsOnReader } from './waits-on.ts'

/** How far ahead of the present a moment may lie: it is still of today, of which more hours are to come. */
export const mostAheadSeconds = 86_400

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
export async function readBoard(
  tenant: Tenant,
  request: BoardRequest,
  { kept = null, most = mostForUsual }: { readonly kept?: KeptReads | null; readonly most?: number } = {},
): Promise<Board> {
  return ofOneMoment(tenant, () => board(tenant, request, { kept, most }))
}

/** What stands in a state, and where it stands in the columns. */
interface Standing extends Pick<Waiting, 'state' | 'turn' | 'since'> {
  readonly pull: number
}

interface Asked {
  readonly lives: LifeColumns
  readonly judged: Judged
  readonly at: Instant
}

function board(
  tenant: Tenant,
  { filter, at, limit }: BoardRequest,
  { kept: reads, most }: { readonly kept: KeptReads | null; readonly most: number },
): Board {
  const { sqlite } = tenant
  const facts = readFacts(tenant)
  const choice = { filter: { ...everyWork, ...filter, since: null, until: null }, facts }
  const kept = reads?.at(sqlite) ?? null
  const lives = lifeColumns(sqlite, kept)
  const releasing = releasingOf(facts)
  const among = notOverIn({ since: at - usualSeconds, until: at + 1 }, releasing)
  const asked: Asked = { lives, judged: judgePulls(lives, choice, keysBeyond(sqlite, choice, among)), at }
  const over = endedLately(asked, most)
  const usualSince =
    over.length < most ? at - usualSeconds : Math.min(...over.map((pull) => lives.endedAt[pull]!)) - 1
  const stood = readStood(sqlite, kept, { ...asked, over, usualSince })
  const waiting = awaitingRelease({ ...asked, releasing, usualSince })
  const toWaiting = waitingReader(sqlite, { lives, facts, at })
  return {
    columns: nowStates.map((state): BoardColumn => {
      const { standing, ended } = state === 'awaiting-release' ? waiting : stood.get(state)!
      standing.sort((a, b) => a.since - b.since || lives.key[a.pull]! - lives.key[b.pull]!)
      return {
        state,
        count: standing.length,
        longest: toWaiting(standing.slice(0, limit ?? standing.length)),
        usual: toUsual(ended),
      }
    }),
    leftOut: leftOutOf(asked),
    releaseProblems: readReleaseProblems(tenant, choice),
  }
}

/** Those that were merged or closed for good in the usual time, and read whole: the latest. */
function endedLately({ lives: { key, endedAt, isWhole }, judged, at }: Asked, most: number): number[] {
  const over: number[] = []
  for (let pull = 0; pull < key.length; pull++)
    if (endedAt[pull]! > at - usualSeconds && endedAt[pull]! <= at && isWhole[pull] === 1)
      if (judged.during(pull, at - usualSeconds, at) === 'in') over.push(pull)
  if (over.length <= most) return over
  const since = Float64Array.from(over, (pull) => endedAt[pull]!).sort()[over.length - most]!
  const later = over.filter((pull) => endedAt[pull]! > since)
  const same = over.filter((pull) => endedAt[pull] === since).sort((a, b) => key[b]! - key[a]!)
  return [...later, ...same.slice(0, most - later.length)]
}

interface Stood {
  readonly standing: Standing[]
  /** How long stays were that ended lately. */
  readonly ended: number[]
}

/** By state: what stood in it, and how long stays were. */
function readStood(
  sqlite: Sqlite,
  kept: Kept | null,
  {
    lives,
    judged,
    at,
    over,
    usualSince,
  }: Asked & { readonly over: readonly number[]; readonly usualSince: Instant },
): ReadonlyMap<string, Stood> {
  const { key, isWhole } = lives
  const isOpen = (pull: number) => isUnderWay(lives, pull, { since: at, until: at + 1 })
  const open: number[] = []
  for (let pull = 0; pull < key.length; pull++)
    if (isWhole[pull] === 1 && isOpen(pull))
      if (judged.during(pull, at - usualSeconds, at) === 'in') open.push(pull)
  const pulls = [...over, ...open]
  const stood = new Map(nowStates.map((state): [string, Stood] => [state, { standing: [], ended: [] }]))
  const keys = pulls.map((pull) => key[pull]!)
  visitStays(sqlite, keys, kept, (place, stays) => {
    const pull = pulls[place]!
    for (const { state, turn, from, to } of stays) {
      const found = stood.get(state)
      if (found === undefined || from > at) continue
      if (to !== null && to <= at) {
        if (to > usualSince && judged.at(pull, to) === 'in') found.ended.push(to - from)
      } else if (isOpen(pull) && judged.at(pull, at) === 'in')
        found.standing.push({ pull, state, turn, since: from })
    }
  })
  return stood
}

/** There may be very many, all of history where a rule began to match late. */
function awaitingRelease({
  lives: { key, mergedAt, releasedAt, isWhole },
  judged,
  at,
  releasing,
  usualSince,
}: Asked & { readonly releasing: ReadonlySet<number>; readonly usualSince: Instant }): Stood {
  const standing: Standing[] = []
  const ended: number[] = []
  for (let pull = 0; pull < key.length; pull++) {
    const [since, until] = [mergedAt[pull]!, releasedAt[pull]!]
    if (!(since <= at) || until <= usualSince || isWhole[pull] === 0) continue
    if (!releasing.has(ordinalOf(key[pull]!))) continue
    if (until <= at) {
      // What its own merge released never stood in it.
      if (until > since && judged.at(pull, until) === 'in') ended.push(until - since)
    } else if (judged.at(pull, at) === 'in')
      standing.push({ pull, state: 'awaiting-release', turn: null, since })
  }
  return { standing, ended }
}

/** Of what was open then. */
function leftOutOf({ lives, judged, at }: Asked): LeftOut {
  const { isWhole, profile } = lives
  const leftOut = countLeftOut()
  for (let pull = 0; pull < profile.length; pull++)
    if (isUnderWay(lives, pull, { since: at, until: at + 1 }))
      leftOut.add(judged.at(pull, at), profile[pull]!.kind, isWhole[pull] === 1)
  return leftOut.done()
}

/** What is shown of those that stand, in their order. */
function waitingReader(
  sqlite: Sqlite,
  {
    lives: { key, profile },
    facts,
    at,
  }: { readonly lives: LifeColumns; readonly facts: OrganizationFacts; readonly at: Instant },
): (standing: readonly Standing[]) => Waiting[] {
  const names = new Map(facts.repositories.map(({ ordinal, name }) => [ordinal, name]))
  const waitsOn = waitsOnReader(sqlite)
  const find = sqlite
    .prepare<[string], [key: number, title: string]>(
      `SELECT a.pull_request_key, a.title FROM json_each(?) AS one
       CROSS JOIN analyzed_pull_requests AS a ON a.pull_request_key = one.value`,
    )
    .raw()
  return (standing) => {
    const titles = new Map(find.all(JSON.stringify(standing.map(({ pull }) => key[pull]!))))
    return standing.map(({ pull, state, turn, since }) => ({
      repository: names.get(ordinalOf(key[pull]!))!,
      number: numberOf(key[pull]!),
      title: titles.get(key[pull]!)!,
      state,
      turn,
      since,
      on: waitsOn({ state, key: key[pull]!, author: profile[pull]!.author, turn, at }),
    }))
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

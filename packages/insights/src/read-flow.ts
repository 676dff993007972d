/**
 * Whether work piles up: what arrived and left, and what was under way by state and by age at the end of each step of a
 * period. Of what was read whole, as known today and under today's rules. In the calling thread.
 */
import { type Tenant, withBusyRetry } from '@upflow/db'
import type { Instant } from '@upflow/model'
import { everyWork, type Filter } from './filter.ts'
import { type LeftOut, readLeftOut } from './left-out.ts'
import { type NowState, nowStates } from './list-waiting.ts'
import { asMember, at, isMember, membershipsOf, type When } from './memberships.ts'
import { readFacts } from './organization-facts.ts'
import { toConditions } from './pull-request-conditions.ts'
import { underWay } from './under-way.ts'
import { dayStarts } from './zone-days.ts'

export interface FlowRequest {
  /** Its period is that of the flow, both ends given. */
  readonly filter: Partial<Filter> & { readonly since: Instant; readonly until: Instant }
  /** The present: no step ends later. */
  readonly now: Instant
}

/** How old what is open is: the least age of each band, in days. */
export const ageBands = [0, 1, 3, 7, 30, 90] as const

export interface FlowStep {
  /** Its first day. */
  readonly day: string
  /** When it ends; a board of that instant shows what was under way. */
  readonly endsAt: Instant
  readonly opened: number
  readonly merged: number
  readonly closed: number
  /** Under way at its end. */
  readonly states: Readonly<Record<NowState, number>>
  /** Open at its end, by how long ago they were opened: a count for each of `ageBands`. */
  readonly ages: readonly number[]
}

export interface Flow {
  readonly timeZone: string
  /** Each of so many days. */
  readonly stepDays: 1 | 7
  readonly steps: readonly FlowStep[]
  /** Of what was open in the period, merged or closed. */
  readonly leftOut: LeftOut
}

const mostDailySteps = 100
const daySeconds = 86_400

/** @throws InsightsError about the filter */
export async function readFlow(tenant: Tenant, request: FlowRequest): Promise<Flow> {
  const read = tenant.sqlite.transaction(() => flow(tenant, request))
  return withBusyRetry(() => read(), tenant.retry)
}

function flow(tenant: Tenant, { filter, now }: FlowRequest): Flow {
  const facts = readFacts(tenant)
  const until = Math.min(filter.until, now)
  const stepDays = until - filter.since <= mostDailySteps * daySeconds ? 1 : 7
  const starts = filter.since < until ? dayStarts(filter.since, until, { ...facts, stepDays }) : []
  const begins = starts.map(({ at }, index) => (index === 0 ? Math.max(at, filter.since) : at))
  const ends = begins.map((_, index) => begins[index + 1] ?? until)
  const wanted = { ...everyWork, ...filter, since: null, until: null }
  const memberships = membershipsOf(facts, wanted.teams)
  // Whoever was a member for a part of it: what counts when, is looked at below.
  const during: When = {
    from: `max(a.created_at, ${filter.since})`,
    to: `min(coalesce(a.merged_at, a.closed_at, ${until}), ${until})`,
  }
  const conditions = toConditions(wanted, facts, { membersWhen: during })

  const counts = {
    opened: createBins(begins, until),
    merged: createBins(begins, until),
    closed: createBins(begins, until),
  }
  const states = new Map<string, Levels>(nowStates.map((state) => [state, createLevels(ends)]))
  const ages = ageBands.map(() => createLevels(ends))
  for (const { author, createdAt, stays } of underWay(tenant.sqlite, conditions, {
    since: filter.since,
    until,
  })) {
    if (isMember(memberships, author, createdAt)) counts.opened.add(createdAt)
    for (const stay of stays) {
      const { state } = stay
      if (state === 'closed' || state === 'awaiting-release' || state === 'coding') continue
      for (const { from, to } of asMember(memberships, author, stay)) {
        states.get(state)?.add(from, to)
        ageBands.forEach((days, band) => {
          const [least, most] = [createdAt + days * daySeconds, ageBands[band + 1]]
          const last =
            most === undefined ? to : Math.min(to ?? Number.POSITIVE_INFINITY, createdAt + most * daySeconds)
          ages[band]!.add(Math.max(from, least), last)
        })
      }
    }
  }
  const merging = toConditions(wanted, facts, {
    membersWhen: { from: 'a.merged_at', to: `coalesce(a.released_at, ${until})` },
  })
  const merges = tenant.sqlite
    .prepare<unknown[], [number, number | null, number, string]>(
      `SELECT a.merged_at, a.released_at, a.pull_request_key >> 32, a.author_login FROM analyzed_pull_requests AS a
       WHERE a.incomplete IS NULL AND a.merged_at < ? AND (a.merged_at >= ? OR a.released_at IS NULL OR a.released_at > ?)
         ${merging.clauses.map((clause) => `AND ${clause}`).join(' ')}`,
    )
    .raw()
    .all(until, filter.since, filter.since, ...merging.values)
  const releasing = new Set(
    facts.repositories.flatMap(({ rule, ordinal }) => (rule.kind === 'none' ? [] : [ordinal])),
  )
  for (const [mergedAt, releasedAt, ordinal, author] of merges) {
    if (isMember(memberships, author, mergedAt)) counts.merged.add(mergedAt)
    if (!releasing.has(ordinal)) continue
    for (const { from, to } of asMember(memberships, author, { from: mergedAt, to: releasedAt }))
      states.get('awaiting-release')!.add(from, to)
  }
  const closing = toConditions(wanted, facts, { membersWhen: at('a.closed_at') })
  const closes = tenant.sqlite
    .prepare<unknown[], number>(
      `SELECT a.closed_at FROM analyzed_pull_requests AS a
       WHERE a.incomplete IS NULL AND a.merged_at IS NULL AND a.closed_at >= ? AND a.closed_at < ?
         ${closing.clauses.map((clause) => `AND ${clause}`).join(' ')}`,
    )
    .pluck()
    .all(filter.since, until, ...closing.values)
  for (const closedAt of closes) counts.closed.add(closedAt)

  const levels = new Map([...states].map(([state, level]) => [state, level.at()]))
  const aged = ages.map((level) => level.at())
  const [opened, merged, closed] = [counts.opened.counts, counts.merged.counts, counts.closed.counts]
  return {
    timeZone: facts.timeZone,
    stepDays,
    steps: starts.map(({ day }, index) => ({
      day,
      endsAt: ends[index]!,
      opened: opened[index]!,
      merged: merged[index]!,
      closed: closed[index]!,
      states: Object.fromEntries(nowStates.map((state) => [state, levels.get(state)![index]!])) as Record<
        NowState,
        number
      >,
      ages: aged.map((level) => level[index]!),
    })),
    leftOut: readLeftOut(
      tenant.sqlite,
      { filter: wanted, facts },
      {
        condition: {
          clauses: ['a.created_at < ?', 'coalesce(a.merged_at, a.closed_at, ?) >= ?'],
          values: [until, until, filter.since],
        },
        membersWhen: during,
      },
    ),
  }
}

/** How many events each step had. */
function createBins(begins: readonly Instant[], until: Instant) {
  const counts = begins.map(() => 0)
  return {
    counts,
    add(at: Instant) {
      if (at >= until) return
      const index = countAtMost(begins, at) - 1
      if (index >= 0) counts[index]!++
    },
  }
}

interface Levels {
  /** Something lasts from an instant up to another, which it does not hold any more; null while it lasts. */
  add(from: Instant, to: Instant | null): void
  /** How many lasted at each of the instants. */
  at(): number[]
}

function createLevels(instants: readonly Instant[]): Levels {
  const changes = new Int32Array(instants.length + 1)
  return {
    add(from, to) {
      const [first, last] = [
        countBelow(instants, from),
        to === null ? instants.length : countBelow(instants, to),
      ]
      if (first >= last) return
      changes[first]!++
      changes[last]!--
    },
    at() {
      let level = 0
      return instants.map((_, index) => (level += changes[index]!))
    },
  }
}

const countAtMost = (sorted: readonly number[], value: number) => countBelow(sorted, value + 1)

/** How many of whole numbers are below a value. */
function countBelow(sorted: readonly number[], value: number): number {
  let low = 0
  let high = sorted.length
  while (low < high) {
    const middle = (low + high) >> 1
    if (sorted[middle]! < value) low = middle + 1
    else high = middle
  }
  return low
}

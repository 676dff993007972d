/**
 * Whether work piles up: what arrived and left, and what was under way by state and by age at the end of each step of a
 * period. Of what was read whole, as known today and under today's rules. In the calling thread.
 */
import { type Tenant, withBusyRetry } from '@upflow/db'
import type { Instant } from '@upflow/model'
import { andAll } from './conditions.ts'
import { everyWork, type Filter } from './filter.ts'
import { type LeftOut, readLeftOut } from './left-out.ts'
import { type NowState, nowStates } from './list-waiting.ts'
import { asMember, at, isMember, membershipsOf, type When } from './memberships.ts'
import { readFacts } from './organization-facts.ts'
import { conditionsOf } from './pull-request-conditions.ts'
import { createBins, createLevels, type Levels, type Steps, toSteps } from './steps.ts'
import { during, underWay } from './under-way.ts'

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
  readonly stepDays: Steps['stepDays']
  readonly steps: readonly FlowStep[]
  /** Of what was open in the period, merged or closed. */
  readonly leftOut: LeftOut
}

const daySeconds = 86_400

/** @throws InsightsError about the filter */
export async function readFlow(tenant: Tenant, request: FlowRequest): Promise<Flow> {
  const read = tenant.sqlite.transaction(() => flow(tenant, request))
  return withBusyRetry(() => read(), tenant.retry)
}

function flow(tenant: Tenant, { filter, now }: FlowRequest): Flow {
  const facts = readFacts(tenant)
  const steps = toSteps(filter, { now, ...facts })
  const { days, ends, stepDays, until } = steps
  const wanted = { ...everyWork, ...filter, since: null, until: null }
  const memberships = membershipsOf(facts, wanted)
  const conditionsWhen = (membersWhen: When) =>
    conditionsOf(tenant.sqlite, { filter: wanted, facts }, { membersWhen })
  const period = { since: filter.since, until }
  // Whoever was a member for a part of it: what counts when, is looked at below.
  const inPeriod = during(period)

  const counts = { opened: createBins(steps), merged: createBins(steps), closed: createBins(steps) }
  const states = new Map<string, Levels>(nowStates.map((state) => [state, createLevels(steps)]))
  const ages = ageBands.map(() => createLevels(steps))
  const open = conditionsWhen(inPeriod.membersWhen)
  for (const { author, createdAt, stays } of underWay(tenant.sqlite, open, period)) {
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
  const merging = conditionsWhen({ from: 'a.merged_at', to: `coalesce(a.released_at, ${until})` })
  const merges = tenant.sqlite
    .prepare<unknown[], [number, number | null, number, string]>(
      `SELECT a.merged_at, a.released_at, a.pull_request_key >> 32, a.author_login FROM analyzed_pull_requests AS a
       WHERE a.incomplete IS NULL AND a.merged_at < ? AND (a.merged_at >= ? OR a.released_at IS NULL OR a.released_at > ?)
         ${andAll(merging)}`,
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
  const closing = conditionsWhen(at('a.closed_at'))
  const closes = tenant.sqlite
    .prepare<unknown[], number>(
      `SELECT a.closed_at FROM analyzed_pull_requests AS a
       WHERE a.incomplete IS NULL AND a.merged_at IS NULL AND a.closed_at >= ? AND a.closed_at < ?
         ${andAll(closing)}`,
    )
    .pluck()
    .all(filter.since, until, ...closing.values)
  for (const closedAt of closes) counts.closed.add(closedAt)

  const levels = new Map([...states].map(([state, level]) => [state, level.atEnds()]))
  const aged = ages.map((level) => level.atEnds())
  const [opened, merged, closed] = [counts.opened.counts, counts.merged.counts, counts.closed.counts]
  return {
    timeZone: facts.timeZone,
    stepDays,
    steps: days.map((day, index) => ({
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
    leftOut: readLeftOut(tenant.sqlite, { filter: wanted, facts }, inPeriod),
  }
}

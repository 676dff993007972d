/**
 * How many pull requests waited for a reviewer at the end of each day or week of a period: for a first response, or for
 * the next since it was the reviewers' turn. From their histories, as known today and under today's rules.
 */
import { type Tenant, withBusyRetry } from '@upflow/db'
import type { Instant } from '@upflow/model'
import { everyWork, type Filter } from './filter.ts'
import { type LeftOut, readLeftOut } from './left-out.ts'
import { asMember, membershipsOf } from './memberships.ts'
import { readFacts } from './organization-facts.ts'
import { conditionsOf } from './pull-request-conditions.ts'
import { createLevels, type Steps, toSteps } from './steps.ts'
import { during, isAwaitingFirst, type Stay, underWay } from './under-way.ts'

export interface ReviewQueueRequest {
  /** Its period is that of the queue, both ends given. */
  readonly filter: Partial<Filter> & { readonly since: Instant; readonly until: Instant }
  /** The present: no step ends later. */
  readonly now: Instant
}

export interface ReviewQueueStep {
  /** Its first day. */
  readonly day: string
  /** When it ends; a board of that instant shows what waited. */
  readonly endsAt: Instant
  /** Ready, and nobody had responded: whether anybody had been asked or not. */
  readonly awaitingFirst: number
  /** In review, and the reviewers' turn. */
  readonly awaitingNext: number
}

export interface ReviewQueue {
  readonly timeZone: string
  readonly stepDays: Steps['stepDays']
  readonly steps: readonly ReviewQueueStep[]
  /** Of what was open in the period. */
  readonly leftOut: LeftOut
}

/** @throws InsightsError about the filter */
export async function readReviewQueue(tenant: Tenant, request: ReviewQueueRequest): Promise<ReviewQueue> {
  const read = tenant.sqlite.transaction(() => queue(tenant, request))
  return withBusyRetry(() => read(), tenant.retry)
}

function queue(tenant: Tenant, { filter, now }: ReviewQueueRequest): ReviewQueue {
  const { sqlite } = tenant
  const facts = readFacts(tenant)
  const steps = toSteps(filter, { now, ...facts })
  const { days, ends, stepDays, until } = steps
  const wanted = { ...everyWork, ...filter, since: null, until: null }
  const [first, next] = [createLevels(steps), createLevels(steps)]
  const period = { since: filter.since, until }
  // Whoever was a member for a part of it: what of that counts, is looked at below.
  const inPeriod = during(period)
  const { membersWhen } = inPeriod
  const memberships = membershipsOf(facts, wanted)
  const conditions = conditionsOf(sqlite, { filter: wanted, facts }, { membersWhen })
  for (const { author, stays } of underWay(sqlite, conditions, period))
    for (const stay of stays) {
      const levels = isAwaitingFirst(stay) ? first : isAwaitingNext(stay) ? next : null
      if (levels) for (const { from, to } of asMember(memberships, author, stay)) levels.add(from, to)
    }
  const [awaitingFirst, awaitingNext] = [first.atEnds(), next.atEnds()]
  return {
    timeZone: facts.timeZone,
    stepDays,
    steps: days.map((day, index) => ({
      day,
      endsAt: ends[index]!,
      awaitingFirst: awaitingFirst[index]!,
      awaitingNext: awaitingNext[index]!,
    })),
    leftOut: readLeftOut(sqlite, { filter: wanted, facts }, inPeriod),
  }
}

const isAwaitingNext = ({ state, turn }: Stay) => state === 'in-review' && turn === 'reviewers'

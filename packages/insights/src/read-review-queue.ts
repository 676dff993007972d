/**
 * How many pull requests waited for a reviewer at the end of each day or week of a period: for a first response, or for
 * the next since it was the reviewers' turn. From their histories, as known today and under today's rules.
 */
import type { Tenant } from '@upflow/db'
import type { Instant } from '@upflow/model'
import { everyWork, type Filter } from './filter.ts'
import { judgePulls, keysBeyond } from './judge-pulls.ts'
import type { KeptReads } from './kept-reads.ts'
import type { LeftOut } from './left-out.ts'
import { lifeColumns } from './life-columns.ts'
import { asMember, membershipsOf } from './memberships.ts'
import { ofOneMoment } from './one-moment.ts'
import { openIn } from './open-in.ts'
import { readFacts } from './organization-facts.ts'
import { isAwaitingFirst, type Stay, visitStays } from './stays.ts'
import { createLevels, type Steps, toSteps } from './steps.ts'
import { leftOutIn, underWay, untilEnd } from './under-way.ts'

export interface ReviewQueueRequest {
  /** Its period is that of the queue, both ends given. */
  readonly filter: Partial<Filter> & { readonly since: Instant; readonly until: Instant }
  /** The present: no step ends later. */
  readonly now: Instant
}

export interface ReviewQueueStep {
  /** Its first day: of a week the Monday, also where the period begins later. */
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
export async function readReviewQueue(
  tenant: Tenant,
  request: ReviewQueueRequest,
  kept: KeptReads | null = null,
): Promise<ReviewQueue> {
  return ofOneMoment(tenant, () => queue(tenant, request, kept))
}

function queue(tenant: Tenant, { filter, now }: ReviewQueueRequest, reads: KeptReads | null): ReviewQueue {
  const { sqlite } = tenant
  const facts = readFacts(tenant)
  const steps = toSteps(filter, { now, ...facts })
  const { days, ends, stepDays, until } = steps
  const choice = { filter: { ...everyWork, ...filter, since: null, until: null }, facts }
  const kept = reads?.at(sqlite) ?? null
  const lives = lifeColumns(sqlite, kept)
  const period = { since: filter.since, until }
  const withEnd = untilEnd(period)
  const judged = judgePulls(lives, choice, keysBeyond(sqlite, choice, openIn(withEnd)))
  // Whoever was a member for a part of it: what of that counts, is looked at below.
  const open = underWay({ lives, judged }, withEnd)
  const memberships = membershipsOf(facts, choice.filter)
  const [first, next] = [createLevels(steps), createLevels(steps)]
  const keys = open.map((pull) => lives.key[pull]!)
  visitStays(sqlite, keys, kept, (place, stays) => {
    const { author } = lives.profile[open[place]!]!
    for (const stay of stays) {
      const levels = isAwaitingFirst(stay) ? first : isAwaitingNext(stay) ? next : null
      if (levels) for (const { from, to } of asMember(memberships, author, stay)) levels.add(from, to)
    }
  })
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
    leftOut: leftOutIn({ lives, judged }, period),
  }
}

const isAwaitingNext = ({ state, turn }: Stay) => state === 'in-review' && turn === 'reviewers'

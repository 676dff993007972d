/**
 * Whether work piles up: what arrived and left, and what was under way by state and by age at the end of each step of a
 * period. Of what was read whole, as known today and under today's rules. In the calling thread.
 */
import { ordinalOf, type Tenant } from '@upflow/db'
import type { Instant } from '@upflow/model'
import { everyWork, type Filter } from './filter.ts'
import { judgePulls, keysBeyond } from './judge-pulls.ts'
import type { KeptReads } from './kept-reads.ts'
import type { LeftOut } from './left-out.ts'
import { lifeColumns } from './life-columns.ts'
import { type NowState, nowStates } from './list-waiting.ts'
import { asMember, membershipsOf } from './memberships.ts'
import { ofOneMoment } from './one-moment.ts'
import { notOverIn, releasingOf } from './open-in.ts'
import { readFacts } from './organization-facts.ts'
import { visitStays } from './stays.ts'
import { type Bins, createBins, createLevels, type Levels, type Steps, toSteps } from './steps.ts'
import type { Stretch } from './stretch.ts'
import { type Lives, leftOutIn, underWay, untilEnd } from './under-way.ts'

export interface FlowRequest {
  /** Its period is that of the flow, both ends given. */
  readonly filter: Partial<Filter> & { readonly since: Instant; readonly until: Instant }
  /** The present: no step ends later. */
  readonly now: Instant
}

/** How old what is open is: the least age of each band, in days. */
export const ageBands = [0, 1, 3, 7, 30, 90] as const

export interface FlowStep {
  /** Its first day: of a week the Monday, also where the period begins later. */
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
export async function readFlow(
  tenant: Tenant,
  request: FlowRequest,
  kept: KeptReads | null = null,
): Promise<Flow> {
  return ofOneMoment(tenant, () => flow(tenant, request, kept))
}

function flow(tenant: Tenant, { filter, now }: FlowRequest, reads: KeptReads | null): Flow {
  const facts = readFacts(tenant)
  const steps = toSteps(filter, { now, ...facts })
  const { days, ends, stepDays, until } = steps
  const choice = { filter: { ...everyWork, ...filter, since: null, until: null }, facts }
  const { sqlite } = tenant
  const kept = reads?.at(sqlite) ?? null
  const lives = lifeColumns(sqlite, kept)
  const period = { since: filter.since, until }
  const withEnd = untilEnd(period)
  const releasing = releasingOf(facts)
  const judged = judgePulls(lives, choice, keysBeyond(sqlite, choice, notOverIn(withEnd, releasing)))
  // Whoever was a member for a part of it: what counts when, is looked at below.
  const open = underWay({ lives, judged }, withEnd)
  const counts = { opened: createBins(steps), merged: createBins(steps), closed: createBins(steps) }
  const states = new Map<string, Levels>(nowStates.map((state) => [state, createLevels(steps)]))
  const ages = ageBands.map(() => createLevels(steps))
  const memberships = membershipsOf(facts, choice.filter)
  const keys = open.map((pull) => lives.key[pull]!)
  visitStays(sqlite, keys, kept, (place, stays) => {
    const pull = open[place]!
    const [createdAt, { author }] = [lives.createdAt[pull]!, lives.profile[pull]!]
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
  })
  countPassages({ lives, judged }, { period, counts })
  for (let pull = 0; pull < lives.key.length; pull++) {
    const [from, releasedAt] = [lives.mergedAt[pull]!, lives.releasedAt[pull]!]
    if (!(from <= until) || releasedAt <= filter.since || lives.isWhole[pull] === 0) continue
    if (!releasing.has(ordinalOf(lives.key[pull]!)) || judged.during(pull, from, until) !== 'in') continue
    const to = Number.isNaN(releasedAt) ? null : releasedAt
    for (const one of asMember(memberships, lives.profile[pull]!.author, { from, to }))
      states.get('awaiting-release')!.add(one.from, one.to)
  }
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
    leftOut: leftOutIn({ lives, judged }, period),
  }
}

/** What was opened, merged and closed in the period, when its author was a member. */
function countPassages(
  { lives: { createdAt, endedAt, isWhole, mergedAt }, judged }: Lives,
  {
    period: { since, until },
    counts,
  }: { readonly period: Stretch; readonly counts: Readonly<Record<'opened' | 'merged' | 'closed', Bins>> },
): void {
  const isIn = (at: Instant) => at >= since && at < until
  for (let pull = 0; pull < endedAt.length; pull++) {
    if (isWhole[pull] === 0) continue
    const [from, to] = [createdAt[pull]!, endedAt[pull]!]
    if (isIn(from) && judged.at(pull, from) === 'in') counts.opened.add(from)
    if (isIn(to) && judged.at(pull, to) === 'in')
      counts[Number.isNaN(mergedAt[pull]!) ? 'closed' : 'merged'].add(to)
  }
}

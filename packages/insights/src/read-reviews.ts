/**
 * How soon reviewers answer, when, in how many rounds, and whether the load is shared. People are counted and never
 * named: a ranking would measure who is asked, not who helps. In the calling thread.
 */
import type { Tenant } from '@upflow/db'
import type { Instant } from '@upflow/model'
import { type AuthorClock, clockOfAuthors } from './author-clock.ts'
import { type Clock, everyWork, type Filter } from './filter.ts'
import type { RequestOutcome } from './filter-schema.ts'
import { type Judged, judgePulls, keysBeyond } from './judge-pulls.ts'
import type { KeptReads } from './kept-reads.ts'
import { reviewColumns } from './kept-review-columns.ts'
import { countLeftOut, type LeftOut } from './left-out.ts'
import { ofOneMoment } from './one-moment.ts'
import { openIn } from './open-in.ts'
import { type OrganizationFacts, readFacts } from './organization-facts.ts'
import { mostRounds } from './pull-request-traits.ts'
import { type ReviewColumns, traits } from './review-columns.ts'
import { busiestOf, isOfMany, reviewerOf } from './review-load.ts'
import { type Spread, spreadOf } from './spread.ts'
import { localHours } from './zone-days.ts'

export interface ReviewsRequest {
  /** Its period is of the merge for what is said of pull requests, and of the answer for what is said of answers. */
  readonly filter?: Partial<Filter>
  readonly clock?: Clock
}

export interface Reviews {
  readonly timeZone: string
  /** Of what was merged in the period and read whole. */
  readonly merged: number
  readonly unreviewed: number
  /** From ready to the first response, and to the first review, drafts in between included. */
  readonly firstResponse: Spread
  readonly firstReview: Spread
  /** How many had so many rounds: 0, 1, 2, 3, 4, and 5 or more. */
  readonly rounds: readonly number[]
  /** Of the time in review, whose turn it was; what was approved and not merged apart. Seconds. */
  readonly turns: { readonly author: number; readonly reviewers: number; readonly approved: number }
  /** From a request to its answer. */
  readonly answers: Spread
  /** What became of those that were made in the period; `unanswered` ended with the pull request. */
  readonly requests: Readonly<Record<RequestOutcome, number>>
  /** Of reviewers, in the period. */
  readonly responses: number
  /** Responses by weekday (Monday first) and hour of the organization's zone; null where fewer than three responded. */
  readonly byHour: readonly (readonly number[])[] | null
  /** Null where fewer than three people responded. */
  readonly load: {
    readonly people: number
    /** Of the responses, those of the busiest fifth of the people. */
    readonly busiestFifth: number
  } | null
  /** Of what was merged in the period. */
  readonly leftOut: LeftOut
}

/** @param kept what was read before, if anything was. @throws InsightsError about the filter */
export async function readReviews(
  tenant: Tenant,
  request: ReviewsRequest,
  kept: KeptReads | null = null,
): Promise<Reviews> {
  return ofOneMoment(tenant, () => reviews(tenant, request, kept))
}

function reviews(
  tenant: Tenant,
  { filter: wanted, clock = 'wall' }: ReviewsRequest,
  reads: KeptReads | null,
): Reviews {
  const { sqlite } = tenant
  const facts = readFacts(tenant)
  const filter: Filter = { ...everyWork, ...wanted }
  const since = filter.since ?? Number.NEGATIVE_INFINITY
  const until = filter.until ?? Number.POSITIVE_INFINITY
  const choice = { filter, facts }
  const columns = reviewColumns(sqlite, { since, until, clock }, reads?.at(sqlite) ?? null)
  const asked: Asked = {
    columns,
    isIn: (at) => at >= since && at < until,
    verdictAt: judgePulls(columns.pulls, choice, keysBeyond(sqlite, choice, openIn({ since, until }))).at,
  }
  const { responses, byPerson, byHour } = readResponses(asked, facts)
  // Of fewer, hours and loads would be somebody's.
  const areMany = isOfMany(byPerson.size)
  return {
    timeZone: facts.timeZone,
    ...readMergedReviews(asked, clockOfAuthors(clock, facts)),
    ...readRequests(asked),
    responses,
    byHour: areMany ? byHour : null,
    load: areMany ? toLoad(byPerson) : null,
    leftOut: leftOutOf(asked),
  }
}

interface Asked {
  readonly columns: ReviewColumns
  /** Whether an instant is of the period. */
  readonly isIn: (at: Instant) => boolean
  readonly verdictAt: Judged['at']
}

function readMergedReviews({ columns: { pulls }, isIn, verdictAt }: Asked, between: AuthorClock) {
  const {
    createdAt,
    firstReviewedAt,
    mergedAt,
    profile,
    readyAt,
    rounds: ofEach,
    seconds,
    traits: set,
  } = pulls
  const rounds = Array<number>(mostRounds + 1).fill(0)
  const turns = { author: 0, reviewers: 0, approved: 0 }
  const [firstResponse, firstReview]: [number[], number[]] = [[], []]
  const orZero = (value: number) => (Number.isNaN(value) ? 0 : value)
  let [merged, unreviewed] = [0, 0]
  for (let pull = 0; pull < mergedAt.length; pull++) {
    if (!isIn(mergedAt[pull]!) || (set[pull]! & traits.incomplete) !== 0) continue
    if (verdictAt(pull, mergedAt[pull]!) !== 'in') continue
    merged++
    if ((set[pull]! & traits.unreviewed) !== 0) unreviewed++
    const round = ofEach[pull]!
    if (!Number.isNaN(round)) rounds[Math.min(round, mostRounds)]!++
    turns.author += orZero(seconds.waiting_author[pull]!)
    turns.reviewers += orZero(seconds.waiting_reviewer[pull]!)
    turns.approved += orZero(seconds.approved_not_merged[pull]!)
    const pickup = seconds.pickup[pull]!
    if (!Number.isNaN(pickup)) firstResponse.push(pickup)
    const [ready, reviewed] = [readyAt[pull]!, firstReviewedAt[pull]!]
    if (Number.isNaN(ready) || Number.isNaN(reviewed)) continue
    const { author } = profile[pull]!
    // What was reviewed as a draft was reviewed before it was ready.
    firstReview.push(between({ author, createdAt: createdAt[pull]! }, ready, Math.max(ready, reviewed)))
  }
  return {
    merged,
    unreviewed,
    firstResponse: spreadOf(Float64Array.from(firstResponse)),
    firstReview: spreadOf(Float64Array.from(firstReview)),
    rounds,
    turns,
  }
}

/** Requests that were answered in the period, and what became of those that were made in it. */
function readRequests({ columns, isIn, verdictAt }: Asked) {
  const { pull: pullOf, removedAt, requestedAt, respondedAt, seconds } = columns.requests
  const answers: number[] = []
  const requests = { answered: 0, removed: 0, open: 0, unanswered: 0 }
  for (let index = 0; index < pullOf.length; index++) {
    const pull = pullOf[index]!
    const responded = respondedAt[index]!
    if (isIn(responded) && verdictAt(pull, responded) === 'in') {
      const took = seconds[index]!
      if (!Number.isNaN(took)) answers.push(took)
    }
    if (!isIn(requestedAt[index]!) || verdictAt(pull, requestedAt[index]!) !== 'in') continue
    if (!Number.isNaN(responded)) requests.answered++
    else if (!Number.isNaN(removedAt[index])) requests.removed++
    else if ((columns.pulls.traits[pull]! & traits.open) !== 0) requests.open++
    else requests.unanswered++
  }
  return { answers: spreadOf(Float64Array.from(answers)), requests }
}

/** How many there are, by hour, and of each who responded. */
function readResponses({ columns, isIn, verdictAt }: Asked, facts: OrganizationFacts) {
  const { at: instants, logins, pull, reviewer } = columns.responses
  const counts = new Uint32Array(logins.length)
  const byHour = Array.from({ length: 7 }, () => Array<number>(24).fill(0))
  const local = localHours(facts.timeZone)
  let responses = 0
  for (let index = 0; index < instants.length; index++) {
    const at = instants[index]!
    if (!isIn(at) || verdictAt(pull[index]!, at) !== 'in') continue
    responses++
    counts[reviewer[index]!]!++
    const { weekday, hour } = local(at)
    byHour[weekday]![hour]!++
  }
  const personOf = reviewerOf(facts)
  const byPerson = new Map<string, number>()
  for (const [index, login] of logins.entries()) {
    const person = personOf(login)
    if (counts[index]! > 0) byPerson.set(person, (byPerson.get(person) ?? 0) + counts[index]!)
  }
  return { responses, byHour, byPerson }
}

/** Of what was merged in the period, read off the columns. */
function leftOutOf({ columns: { pulls }, isIn, verdictAt }: Asked): LeftOut {
  const leftOut = countLeftOut()
  for (let pull = 0; pull < pulls.mergedAt.length; pull++) {
    const at = pulls.mergedAt[pull]!
    if (!isIn(at)) continue
    const isWhole = (pulls.traits[pull]! & traits.incomplete) === 0
    leftOut.add(verdictAt(pull, at), pulls.profile[pull]!.kind, isWhole)
  }
  return leftOut.done()
}

function toLoad(byPerson: ReadonlyMap<string, number>): NonNullable<Reviews['load']> {
  let busiestFifth = 0
  for (const person of busiestOf(byPerson)) busiestFifth += byPerson.get(person)!
  return { people: byPerson.size, busiestFifth }
}

/**
 * How soon reviewers answer, when, in how many rounds, and whether the load is shared. People are counted and never
 * named: a ranking would measure who is asked, not who helps. In the calling thread.
 */
import { type Tenant, withBusyRetry } from '@upflow/db'
import { type AuthorClock, clockOfAuthors } from './author-clock.ts'
import { andAll } from './conditions.ts'
import { type Clock, everyWork, type Filter } from './filter.ts'
import type { RequestOutcome } from './filter-schema.ts'
import { type LeftOut, readLeftOut } from './left-out.ts'
import { readFacts } from './organization-facts.ts'
import { mostRounds } from './pull-request-conditions.ts'
import { readTuples } from './read-tuples.ts'
import { busiestOf, type GivenResponse, isOfMany, peopleOf, readGiven } from './review-load.ts'
import { outcomeSql, type ReviewScope, requestsIn, reviewScopeOf } from './review-scope.ts'
import { type Spread, toSpread } from './spread.ts'
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

/** @throws InsightsError about the filter */
export async function readReviews(tenant: Tenant, request: ReviewsRequest): Promise<Reviews> {
  const read = tenant.sqlite.transaction(() => reviews(tenant, request))
  return withBusyRetry(() => read(), tenant.retry)
}

function reviews(tenant: Tenant, { filter, clock = 'wall' }: ReviewsRequest): Reviews {
  const facts = readFacts(tenant)
  const asked: Asked = {
    ...reviewScopeOf(tenant, filter, facts),
    suffix: clock === 'wall' ? '_seconds' : '_working_seconds',
    between: clockOfAuthors(clock, facts),
  }
  const responses = readGiven(asked)
  // Of fewer, hours and loads would be somebody's.
  const areMany = isOfMany(responses)
  return {
    timeZone: facts.timeZone,
    ...readMergedReviews(asked),
    ...readRequests(asked),
    responses: responses.length,
    byHour: areMany ? toByHour(responses, facts.timeZone) : null,
    load: areMany ? toLoad(responses) : null,
    leftOut: readLeftOut(tenant.sqlite, { filter: { ...everyWork, ...filter, ...asked.period }, facts }),
  }
}

interface Asked extends ReviewScope {
  readonly suffix: '_seconds' | '_working_seconds'
  readonly between: AuthorClock
}

function readMergedReviews({ sqlite, period, suffix, between, ...asked }: Asked) {
  const conditions = asked.conditions('a.merged_at')
  const columns = [
    'a.unreviewed',
    `a.pickup${suffix}`,
    'a.ready_at',
    'a.first_reviewed_at',
    'a.author_login',
    'a.review_rounds',
    `a.waiting_author${suffix}`,
    `a.waiting_reviewer${suffix}`,
    `a.approved_not_merged${suffix}`,
    'a.created_at',
  ]
  const rows = readTuples<
    [
      unreviewed: 0 | 1 | null,
      pickup: number | null,
      readyAt: number | null,
      reviewedAt: number | null,
      author: string,
      rounds: number | null,
      waitingAuthor: number | null,
      waitingReviewers: number | null,
      approved: number | null,
      createdAt: number,
    ]
  >(sqlite, columns, {
    from: `FROM analyzed_pull_requests AS a
      WHERE a.merged_at >= ? AND a.merged_at < ? AND a.incomplete IS NULL ${andAll(conditions)}`,
    values: [period.since, period.until, ...conditions.values],
  })
  const rounds = Array<number>(mostRounds + 1).fill(0)
  const turns = { author: 0, reviewers: 0, approved: 0 }
  for (const [, , , , , count, author, reviewers, approved] of rows) {
    if (count !== null) rounds[Math.min(count, mostRounds)]!++
    turns.author += author ?? 0
    turns.reviewers += reviewers ?? 0
    turns.approved += approved ?? 0
  }
  return {
    merged: rows.length,
    unreviewed: rows.filter(([unreviewed]) => unreviewed === 1).length,
    firstResponse: toSpread(rows.map(([, pickup]) => pickup)),
    firstReview: toSpread(
      rows.map(([, , readyAt, reviewedAt, author, , , , , createdAt]) =>
        readyAt === null || reviewedAt === null
          ? null
          : // What was reviewed as a draft was reviewed before it was ready.
            between({ author, createdAt }, readyAt, Math.max(readyAt, reviewedAt)),
      ),
    ),
    rounds,
    turns,
  }
}

/** Requests that were answered in the period, and what became of those that were made in it. */
function readRequests({ sqlite, suffix, ...scope }: Asked) {
  const answers = requestsIn({ sqlite, ...scope }, 'answered')
  const answered = sqlite
    .prepare<unknown[], number | null>(
      `SELECT ${suffix === '_seconds' ? 'q.seconds' : 'q.working_seconds'} ${answers.from}`,
    )
    .pluck()
    .all(...answers.values)
  const made = requestsIn({ sqlite, ...scope }, 'requested')
  const outcomes = Object.entries(outcomeSql).map(([name, sql]) => `total(${sql}) AS ${name}`)
  const requests = sqlite
    .prepare<unknown[], Reviews['requests']>(`SELECT ${outcomes.join(', ')} ${made.from}`)
    .get(...made.values)!
  return { answers: toSpread(answered), requests }
}

function toByHour(responses: readonly GivenResponse[], timeZone: string): number[][] {
  const hours = Array.from({ length: 7 }, () => Array<number>(24).fill(0))
  const local = localHours(timeZone)
  for (const [at] of responses) {
    const { weekday, hour } = local(at)
    hours[weekday]![hour]!++
  }
  return hours
}

function toLoad(responses: readonly GivenResponse[]): NonNullable<Reviews['load']> {
  const busiest = busiestOf(responses)
  return {
    people: peopleOf(responses),
    busiestFifth: responses.filter(([, login]) => busiest.has(login)).length,
  }
}

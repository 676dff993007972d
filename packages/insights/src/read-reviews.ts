/**
 * How soon reviewers answer, when, in how many rounds, and whether the load is shared. People are counted and never
 * named: a ranking would measure who is asked, not who helps. In the calling thread.
 */
import { type Sqlite, type Tenant, withBusyRetry } from '@upflow/db'
import type { Instant } from '@upflow/model'
import { type AuthorClock, clockOfAuthors } from './author-clock.ts'
import { andAll, type Conditions } from './conditions.ts'
import { type Clock, everyWork, type Filter } from './filter.ts'
import { type LeftOut, readLeftOut } from './left-out.ts'
import { at } from './memberships.ts'
import { readFacts } from './organization-facts.ts'
import { conditionsOf, mostRounds } from './pull-request-conditions.ts'
import { readTuples } from './read-tuples.ts'
import { leastPeople } from './small-groups.ts'
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
  readonly requests: {
    readonly answered: number
    readonly removed: number
    readonly open: number
    readonly unanswered: number
  }
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
  const wanted = { ...everyWork, ...filter }
  const period = {
    since: wanted.since ?? Number.NEGATIVE_INFINITY,
    until: wanted.until ?? Number.POSITIVE_INFINITY,
  }
  const asked: Asked = {
    sqlite: tenant.sqlite,
    conditions: (membersAt) =>
      conditionsOf(
        tenant.sqlite,
        { filter: { ...wanted, since: null, until: null }, facts },
        { membersWhen: at(membersAt) },
      ),
    period,
    suffix: clock === 'wall' ? '_seconds' : '_working_seconds',
    between: clockOfAuthors(clock, facts),
  }
  const responses = readResponses(asked)
  // Of fewer, hours and loads would be somebody's.
  const areMany = new Set(responses.map(([, login]) => login)).size >= leastPeople
  return {
    timeZone: facts.timeZone,
    ...readMergedReviews(asked),
    ...readRequests(asked),
    responses: responses.length,
    byHour: areMany ? toByHour(responses, facts.timeZone) : null,
    load: areMany ? toLoad(responses) : null,
    leftOut: readLeftOut(tenant.sqlite, { filter: { ...wanted, ...period }, facts }),
  }
}

interface Asked {
  readonly sqlite: Sqlite
  /** @param membersAt when the author has to be a member of a team that is asked for: a column */
  readonly conditions: (membersAt: string) => Conditions
  readonly period: { readonly since: Instant; readonly until: Instant }
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
function readRequests({ sqlite, period, suffix, ...asked }: Asked) {
  const [answers, requests] = [asked.conditions('q.responded_at'), asked.conditions('q.requested_at')]
  const seconds = suffix === '_seconds' ? 'q.seconds' : 'q.working_seconds'
  const answered = sqlite
    .prepare<unknown[], number | null>(
      `SELECT ${seconds} FROM review_requests AS q JOIN analyzed_pull_requests AS a USING (pull_request_key)
       WHERE q.responded_at >= ? AND q.responded_at < ? AND a.incomplete IS NULL ${andAll(answers)}`,
    )
    .pluck()
    .all(period.since, period.until, ...answers.values)
  const [count = 0, removed = 0, open = 0, unanswered = 0] = sqlite
    .prepare<unknown[], [number, number, number, number]>(
      `SELECT count(q.responded_at), total(q.responded_at IS NULL AND q.removed_at IS NOT NULL),
         total(q.responded_at IS NULL AND q.removed_at IS NULL AND a.state = 'open'),
         total(q.responded_at IS NULL AND q.removed_at IS NULL AND a.state <> 'open')
       FROM review_requests AS q JOIN analyzed_pull_requests AS a USING (pull_request_key)
       WHERE q.requested_at >= ? AND q.requested_at < ? AND a.incomplete IS NULL ${andAll(requests)}`,
    )
    .raw()
    .get(period.since, period.until, ...requests.values)!
  return { answers: toSpread(answered), requests: { answered: count, removed, open, unanswered } }
}

type Response = readonly [at: Instant, login: string]

function readResponses({ sqlite, period, ...asked }: Asked): Response[] {
  const conditions = asked.conditions('r.at')
  return readTuples<Response>(sqlite, ['r.at', 'r.reviewer_login'], {
    from: `FROM responses AS r JOIN analyzed_pull_requests AS a USING (pull_request_key)
      WHERE r.at >= ? AND r.at < ? AND a.incomplete IS NULL ${andAll(conditions)}`,
    values: [period.since, period.until, ...conditions.values],
  })
}

function toByHour(responses: readonly Response[], timeZone: string): number[][] {
  const hours = Array.from({ length: 7 }, () => Array<number>(24).fill(0))
  const local = localHours(timeZone)
  for (const [at] of responses) {
    const { weekday, hour } = local(at)
    hours[weekday]![hour]!++
  }
  return hours
}

function toLoad(responses: readonly Response[]): NonNullable<Reviews['load']> {
  const counts = new Map<string, number>()
  for (const [, login] of responses) counts.set(login, (counts.get(login) ?? 0) + 1)
  const busiest = [...counts.values()].sort((a, b) => b - a).slice(0, Math.ceil(counts.size / 5))
  return {
    people: counts.size,
    busiestFifth: busiest.reduce((sum, count) => sum + count, 0),
  }
}

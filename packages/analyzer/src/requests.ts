/** Who was asked when and by whom, removed when, answered when; and which response answered which request. */
import type { Actor, Instant, RawPullRequest } from '@upflow/model'
import type { AnalyzedResponse, Ignored, ReviewRequest } from './analysis.ts'
import type { Conversation, Said } from './conversation.ts'
import { compare } from './periods.ts'
import { endsOfRequests, isReviewed, type RequestEvent } from './standing-requests.ts'
import { isSame, type WhoCounts } from './who-counts.ts'
import type { WorkingClock } from './working-clock.ts'

export interface Requests {
  /** By time. A later request of the same reviewer begins a new one. */
  readonly asked: readonly ReviewRequest[]
  /** By which each of them was made. */
  readonly events: readonly RequestEvent[]
  readonly ignored: readonly Ignored[]
}

export function readRequests(
  pullRequest: RawPullRequest,
  { responses, early }: Conversation,
  {
    who,
    end,
    clock,
  }: { readonly who: WhoCounts; readonly end: Instant | null; readonly clock: WorkingClock },
): Requests {
  const counted: RequestEvent[] = []
  const removals: RequestEvent[] = []
  const ignored: Ignored[] = []
  for (const event of pullRequest.events) {
    if (event.kind === 'review-request-removed') removals.push(event)
    if (event.kind !== 'review-requested') continue
    const { at, actor, reviewer } = event
    // One in the second of the end was never waited for.
    const isLate = end !== null && at >= end
    const isEarly = at < pullRequest.createdAt
    const why =
      (reviewer.kind === 'team' ? null : who(reviewer)) ??
      (isEarly ? 'before-created' : isLate ? 'after-end' : null)
    if (why) ignored.push({ kind: 'request', at, actor, why })
    else counted.push(event)
  }

  const events = counted.sort(byTime).filter(isFirstOfSecond)
  const ends = endsOfRequests(events, { all: counted, removals, reviews: pullRequest.reviews })
  const asked = events.map((event): ReviewRequest => {
    const { at, actor, reviewer } = event
    const next = events.find((other) => other.at > at && isSame(other.reviewer, reviewer))
    const isOfThis = (by: Actor, time: Instant) =>
      time >= at && (next === undefined || time < next.at) && isSame(by, reviewer)
    const isAnswer = (said: Said) => isOfThis(said.actor, said.at)
    const respondedAt = earlier(responses.find(isAnswer), early.find(isAnswer))
    const ended = ends.get(event)
    return {
      reviewer,
      requestedBy: actor,
      requestedAt: at,
      removedAt: ended && (ended.isRemoval || respondedAt === null) ? ended.at : null,
      respondedAt,
      seconds: respondedAt === null ? null : respondedAt - at,
      workingSeconds: respondedAt === null ? null : clock(at, respondedAt),
    }
  })
  return { asked, events, ignored }
}

/** Each response with the request that stood then; the first to it is its answer. */
export function toResponses(
  responses: readonly Said[],
  asked: readonly ReviewRequest[],
  clock: WorkingClock,
): AnalyzedResponse[] {
  return responses.map(({ at, actor, kind, id, url }, index) => {
    const request = asked.findLast((one) => one.requestedAt <= at && isSame(one.reviewer, actor))
    const stands = request && (request.removedAt === null || request.removedAt >= at) ? request : null
    return {
      reviewer: actor,
      at,
      kind,
      id,
      url,
      requestedAt: stands?.requestedAt ?? null,
      seconds: stands ? at - stands.requestedAt : null,
      workingSeconds: stands ? clock(stands.requestedAt, at) : null,
      isAnswer: stands?.respondedAt === at && isFirstOfItsSecond(responses, index),
    }
  })
}

/** Of what a reviewer says in one second. */
function isFirstOfItsSecond(responses: readonly Said[], index: number): boolean {
  const { at, actor } = responses[index]!
  for (let before = index - 1; responses[before]?.at === at; before--)
    if (isSame(responses[before]!.actor, actor)) return false
  return true
}

/**
 * The request by which a reviewer or team was first asked while the pull request was ready and open, and from when. One
 * made in a draft counts from when it became ready, if it still stood: neither taken back nor answered by a review.
 */
export function firstInForce(
  { asked, events }: Requests,
  {
    ready,
    end,
    reviews,
  }: Pick<RawPullRequest, 'reviews'> & {
    readonly ready: (at: Instant) => Instant | null
    readonly end: Instant | null
  },
): { readonly at: Instant; readonly event: RequestEvent } | null {
  let first: { at: Instant; event: RequestEvent } | null = null
  for (const [index, { requestedAt, removedAt }] of asked.entries()) {
    const at = ready(requestedAt)
    if (at === null || (end !== null && at >= end) || (removedAt !== null && removedAt < at)) continue
    const event = events[index]!
    if ((first === null || at < first.at) && !isReviewed(event, reviews, at)) first = { at, event }
  }
  return first
}

const byTime = (a: RequestEvent, b: RequestEvent) =>
  a.at - b.at ||
  compare(a.reviewer.kind, b.reviewer.kind) ||
  compare(a.reviewer.login, b.reviewer.login) ||
  compare(a.id ?? '', b.id ?? '')

/** Asked twice in one second is asked once. */
const isFirstOfSecond = ({ at, reviewer }: RequestEvent, index: number, events: readonly RequestEvent[]) => {
  const previous = events[index - 1]
  return previous?.at !== at || !isSame(previous.reviewer, reviewer)
}

const earlier = (one: Said | undefined, other: Said | undefined): Instant | null =>
  one && other ? Math.min(one.at, other.at) : ((one ?? other)?.at ?? null)

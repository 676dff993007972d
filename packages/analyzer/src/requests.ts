/** Who was asked when and by whom, removed when, answered when; and which response answered which request. */
import type { Actor, Instant, RawPullRequest, TimelineEvent } from '@upflow/model'
import type { AnalyzedResponse, Ignored, ReviewRequest } from './analysis.ts'
import type { Conversation, Said } from './conversation.ts'
import { compare } from './periods.ts'
import type { WhoCounts } from './who-counts.ts'
import type { WorkingClock } from './working-clock.ts'

export type RequestEvent = Extract<
  TimelineEvent,
  { readonly kind: 'review-requested' | 'review-request-removed' }
>

export interface Asked extends ReviewRequest {
  readonly event: RequestEvent
  readonly key: string
}

export interface Requests {
  /** By time. A later request of the same reviewer begins a new one. */
  readonly asked: readonly Asked[]
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
  const isOfRequest = (event: TimelineEvent): event is RequestEvent =>
    event.kind === 'review-requested' || event.kind === 'review-request-removed'
  const all = pullRequest.events.filter(isOfRequest)
  if (all.length === 0) return { asked: [], ignored: [] }

  const ignored: Ignored[] = []
  const counted: RequestEvent[] = []
  for (const event of all.filter(({ kind }) => kind === 'review-requested')) {
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
  const removed = all.filter(({ kind }) => kind === 'review-request-removed')
  const answers = [...responses, ...early].sort((a, b) => a.at - b.at)
  const asked = counted.map((event): Asked => {
    const key = keyOf(event.reviewer)
    const next = earliest(counted.filter((other) => other.at > event.at && keyOf(other.reviewer) === key))
    const isOfThis = (at: Instant) => at >= event.at && (next === null || at < next)
    const isRemoval = (other: RequestEvent) => keyOf(other.reviewer) === key && isOfThis(other.at)
    const answer = answers.find((said) => keyOf(said.actor) === key && isOfThis(said.at))
    return {
      event,
      key,
      reviewer: event.reviewer,
      requestedBy: event.actor,
      requestedAt: event.at,
      removedAt: earliest(removed.filter(isRemoval)),
      respondedAt: answer?.at ?? null,
      seconds: answer ? answer.at - event.at : null,
      workingSeconds: answer ? clock(event.at, answer.at) : null,
    }
  })
  asked.sort(
    (a, b) =>
      a.requestedAt - b.requestedAt || compare(a.key, b.key) || compare(a.event.id ?? '', b.event.id ?? ''),
  )
  // Asked twice in one second is asked once.
  const once = asked.filter((one, index) => {
    const previous = asked[index - 1]
    return !previous || previous.requestedAt !== one.requestedAt || previous.key !== one.key
  })
  return { asked: once, ignored }
}

/** Each response with the request that stood then; the first to it is its answer. */
export function toResponses(
  responses: readonly Said[],
  asked: readonly Asked[],
  clock: WorkingClock,
): AnalyzedResponse[] {
  return responses.map(({ at, actor, kind, id, url }, index) => {
    const key = keyOf(actor)
    const request = asked.findLast((one) => one.key === key && one.requestedAt <= at)
    const stands = request && (request.removedAt === null || request.removedAt >= at) ? request : null
    const isFirst = responses.findIndex((other) => keyOf(other.actor) === key && other.at === at) === index
    return {
      reviewer: actor,
      at,
      kind,
      id,
      url,
      requestedAt: stands?.requestedAt ?? null,
      seconds: stands ? at - stands.requestedAt : null,
      workingSeconds: stands ? clock(stands.requestedAt, at) : null,
      isAnswer: stands?.respondedAt === at && isFirst,
    }
  })
}

/**
 * The request by which a reviewer or team was first asked while the pull request was ready and open, and from when. One
 * made in a draft and still standing counts from when it became ready.
 */
export function firstInForce(
  asked: readonly Asked[],
  ready: (at: Instant) => Instant | null,
  end: Instant | null,
): { readonly at: Instant; readonly event: RequestEvent } | null {
  let first: { at: Instant; event: RequestEvent } | null = null
  for (const { event, requestedAt, removedAt } of asked) {
    const at = ready(requestedAt)
    if (at === null || (end !== null && at >= end) || (removedAt !== null && removedAt < at)) continue
    if (first === null || at < first.at) first = { at, event }
  }
  return first
}

const keyOf = (actor: Actor) => `${actor.kind}:${actor.login}`
const earliest = (events: readonly { readonly at: Instant }[]): Instant | null =>
  events.length > 0 ? Math.min(...events.map((event) => event.at)) : null

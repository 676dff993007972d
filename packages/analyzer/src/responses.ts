/** The reviews and comments of eligible reviewers, what was ignored and why, and the requests they answered. */
import type { Actor, Instant, RawPullRequest } from '@upflow/model'
import type { Ignored, IgnoredWhy, ReviewRequest } from './analysis.ts'
import { contains, type Period } from './periods.ts'
import type { WhoCounts } from './who-counts.ts'

export interface Response {
  readonly kind: 'review' | 'comment'
  readonly at: Instant
  readonly actor: Actor
  readonly id: string
  readonly approves: boolean
}

export interface Conversation {
  /** By time; at one instant reviews before comments, then by id. */
  readonly responses: readonly Response[]
  readonly ignored: readonly Ignored[]
}

export function readConversation(
  pullRequest: RawPullRequest,
  who: WhoCounts,
  closed: readonly Period[],
  end: Instant | null,
): Conversation {
  const responses: Response[] = []
  const ignored: Ignored[] = []
  const dismissed = new Set(
    pullRequest.events.flatMap((event) =>
      event.kind === 'review-dismissed' && event.reviewId ? [event.reviewId] : [],
    ),
  )

  const timing = (at: Instant): IgnoredWhy | null => {
    if (at < pullRequest.createdAt) return 'before-created'
    if (end !== null && at > end) return 'after-merge'
    return contains(closed, at) ? 'while-closed' : null
  }
  const take = (kind: 'review' | 'comment', at: Instant, actor: Actor, id: string, approves: boolean) => {
    const why = who(actor) ?? timing(at)
    if (why) ignored.push({ kind, at, actor, why })
    else responses.push({ kind, at, actor, id, approves })
  }

  for (const review of pullRequest.reviews) {
    if (review.state === 'pending' || review.submittedAt === null)
      ignored.push({ kind: 'review', at: null, actor: review.author, why: 'pending' })
    else
      take(
        'review',
        review.submittedAt,
        review.author,
        review.id,
        review.state === 'approved' && !dismissed.has(review.id),
      )
  }
  for (const comment of pullRequest.comments)
    take('comment', comment.createdAt, comment.author, comment.id, false)

  return { responses: responses.sort(byTime), ignored: ignored.sort(byTimeAndText) }
}

/** Who was asked when, removed when, answered when. A later request of the same reviewer begins a new one. */
export function readReviewRequests(
  pullRequest: RawPullRequest,
  who: WhoCounts,
  responses: readonly Response[],
): ReviewRequest[] {
  const asked = pullRequest.events.filter((event) => event.kind === 'review-requested')
  const removed = pullRequest.events.filter((event) => event.kind === 'review-request-removed')
  const requests = asked
    .filter((event) => event.reviewer.kind === 'team' || who(event.reviewer) === null)
    .map((event) => {
      const key = actorKey(event.reviewer)
      const next = earliest(asked.filter((other) => other.at > event.at && actorKey(other.reviewer) === key))
      const before = (at: Instant) => at >= event.at && (next === null || at < next)
      const removedAt = earliest(
        removed.filter((other) => actorKey(other.reviewer) === key && before(other.at)),
      )
      const answer = responses.find((response) => actorKey(response.actor) === key && before(response.at))
      return {
        reviewer: event.reviewer,
        requestedAt: event.at,
        removedAt,
        respondedAt: answer?.at ?? null,
        seconds: answer ? answer.at - event.at : null,
      }
    })
    .sort((a, b) => a.requestedAt - b.requestedAt || compare(actorKey(a.reviewer), actorKey(b.reviewer)))
  return requests.filter((request, index) => {
    const previous = requests[index - 1]
    return (
      !previous ||
      previous.requestedAt !== request.requestedAt ||
      actorKey(previous.reviewer) !== actorKey(request.reviewer)
    )
  })
}

/**
 * When a reviewer or team was first asked while the pull request was ready and open. A request made in a draft
 * and still standing counts from when it became ready.
 */
export function firstEffectiveRequest(
  requests: readonly ReviewRequest[],
  ready: (at: Instant) => Instant | null,
  end: Instant | null,
): Instant | null {
  const instants = requests.flatMap((request) => {
    const at = ready(request.requestedAt)
    if (at === null || (end !== null && at > end)) return []
    const gone = request.removedAt
    return gone !== null && gone < at ? [] : [at]
  })
  return instants.length > 0 ? Math.min(...instants) : null
}

const actorKey = (actor: Actor) => `${actor.kind === 'team' ? 'team' : 'user'}:${actor.login}`
const compare = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0)
const earliest = (events: readonly { readonly at: Instant }[]): Instant | null =>
  events.length > 0 ? Math.min(...events.map((event) => event.at)) : null
const byTime = (a: Response, b: Response) =>
  a.at - b.at || compare(b.kind, a.kind) || compare(a.id, b.id) || compare(a.actor.login, b.actor.login)
const byTimeAndText = (a: Ignored, b: Ignored) =>
  (a.at ?? 0) - (b.at ?? 0) ||
  compare(a.kind, b.kind) ||
  compare(a.actor.login, b.actor.login) ||
  compare(a.why, b.why)

/**
 * The slow reference: the definitions of metrics.md asked anew for every second. It shares no code with the
 * analyzer; what it sums, the analyzer's segments must sum to.
 */
import type { RawPullRequest } from '@upflow/model'

type Second =
  | 'coding'
  | 'draft'
  | 'awaiting-request'
  | 'awaiting-review'
  | 'in-review'
  | 'approved'
  | 'closed'
  | 'awaiting-release'

/** The state of each whole second from the first to the last, and null instead of a list when nothing has ended. */
export function secondsOf(pullRequest: RawPullRequest, releasedAt: number | null, horizon: number): Second[] {
  const first = Math.min(pullRequest.createdAt, ...pullRequest.commits.map((commit) => commit.authoredAt))
  const last = releasedAt ?? (pullRequest.state === 'closed' ? pullRequest.closedAt! : horizon)
  return Array.from({ length: Math.max(0, last - first) }, (_, index) =>
    stateDuring(pullRequest, first + index),
  )
}

const end = (pullRequest: RawPullRequest) =>
  pullRequest.mergedAt ?? (pullRequest.state === 'closed' ? pullRequest.closedAt! : Number.POSITIVE_INFINITY)

/** The state during the second that begins at `t`. */
function stateDuring(pullRequest: RawPullRequest, t: number): Second {
  if (pullRequest.mergedAt !== null && t >= pullRequest.mergedAt) return 'awaiting-release'
  if (t < pullRequest.createdAt) return 'coding'
  if (isClosed(pullRequest, t)) return 'closed'
  if (isDraft(pullRequest, t)) return 'draft'
  const talk = responses(pullRequest)
  if (talk.some((response) => response.approval && response.at <= t)) return 'approved'
  if (talk.some((response) => response.at <= t)) return 'in-review'
  const asked = firstAsked(pullRequest)
  return asked !== null && t < asked ? 'awaiting-request' : 'awaiting-review'
}

/** Replays the two kinds of events up to and including `t`, those that switch on first. */
function replay(
  pullRequest: RawPullRequest,
  t: number,
  onKind: string,
  offKind: string,
  initially: boolean,
): boolean {
  let on = initially
  for (let second = pullRequest.createdAt; second <= Math.min(t, end(pullRequest)); second++) {
    if (pullRequest.events.some((event) => event.kind === onKind && event.at === second)) on = true
    if (pullRequest.events.some((event) => event.kind === offKind && event.at === second)) on = false
  }
  return on
}

function isDraft(pullRequest: RawPullRequest, t: number): boolean {
  for (let second = pullRequest.createdAt; second <= Math.min(end(pullRequest), 100); second++) {
    if (pullRequest.events.some((event) => event.kind === 'converted-to-draft' && event.at === second))
      return replay(pullRequest, t, 'converted-to-draft', 'ready-for-review', false)
    if (pullRequest.events.some((event) => event.kind === 'ready-for-review' && event.at === second))
      return replay(pullRequest, t, 'converted-to-draft', 'ready-for-review', true)
  }
  return pullRequest.isDraft
}

/** Closed now and reopened at some later second. */
function isClosed(pullRequest: RawPullRequest, t: number): boolean {
  if (!replay(pullRequest, t, 'closed', 'reopened', false)) return false
  for (let later = t + 1; later <= Math.min(end(pullRequest), 100); later++)
    if (!replay(pullRequest, later, 'closed', 'reopened', false)) return true
  return false
}

const counts = (pullRequest: RawPullRequest, actor: { kind: string; login: string }) =>
  (actor.kind === 'user' || actor.kind === 'ghost') && actor.login !== pullRequest.author.login

function responses(pullRequest: RawPullRequest): { at: number; approval: boolean }[] {
  const reviews = pullRequest.reviews
    .filter(
      (review) =>
        review.state !== 'pending' && review.submittedAt !== null && counts(pullRequest, review.author),
    )
    .map((review) => ({ at: review.submittedAt!, approval: review.state === 'approved' }))
  const comments = pullRequest.comments
    .filter((comment) => counts(pullRequest, comment.author))
    .map((comment) => ({ at: comment.createdAt, approval: false }))
  return [...reviews, ...comments].filter(
    // What is said in the very second of closing or reopening still counts; in between it does not.
    ({ at }) =>
      at >= pullRequest.createdAt &&
      at <= end(pullRequest) &&
      !(isClosed(pullRequest, at) && isClosed(pullRequest, at - 1)),
  )
}

/** The first second, ready and open, in which somebody eligible who was asked is still asked. */
function firstAsked(pullRequest: RawPullRequest): number | null {
  for (let t = pullRequest.createdAt; t <= Math.min(end(pullRequest), 100); t++) {
    if (isDraft(pullRequest, t) || isClosed(pullRequest, t)) continue
    if (standing(pullRequest, t)) return t
  }
  return null
}

/** Whether a request made at or before `t` has not been withdrawn before `t`. */
function standing(pullRequest: RawPullRequest, t: number): boolean {
  return pullRequest.events.some((asked) => {
    if (asked.kind !== 'review-requested' || asked.at > t) return false
    if (asked.reviewer.kind !== 'team' && !counts(pullRequest, asked.reviewer)) return false
    return !pullRequest.events.some(
      (gone) =>
        gone.kind === 'review-request-removed' &&
        gone.reviewer.login === asked.reviewer.login &&
        gone.at >= asked.at &&
        gone.at < t &&
        !pullRequest.events.some(
          (again) =>
            again.kind === 'review-requested' &&
            again.reviewer.login === asked.reviewer.login &&
            again.at > asked.at &&
            again.at <= gone.at,
        ),
    )
  })
}

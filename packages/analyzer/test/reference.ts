/**
 * The slow reference: the definitions of metrics.md asked anew for every second. It shares no code with the
 * analyzer; what it counts, the analyzer's segments and metrics must come to.
 */
import type { Actor, RawPullRequest, Review } from '@upflow/model'
import type { State, Turn } from '../src/index.ts'

export interface Second {
  readonly state: State
  readonly turn: Turn | null
}

/** Later than anything in the histories that are generated. */
const never = 80

const endOf = (one: RawPullRequest) =>
  one.mergedAt ??
  (one.state === 'closed' ? (one.closedAt ?? Number.POSITIVE_INFINITY) : Number.POSITIVE_INFINITY)

/** The state of each whole second from the first to the last, or up to the horizon when it has not ended. */
export function secondsOf(one: RawPullRequest, releasedAt: number | null, horizon: number): Second[] {
  const first = firstCommitted(one) ?? one.createdAt
  const last = one.mergedAt !== null ? (releasedAt ?? horizon) : Math.min(endOf(one), horizon)
  return Array.from({ length: Math.max(0, last - first) }, (_, index) => during(one, first + index))
}

/** Every test is within a minute, so no commit of one is older than the window. */
export function firstCommitted(one: RawPullRequest): number | null {
  const starts = one.commits.flatMap(({ authoredAt, committedAt }) => {
    if (authoredAt <= one.createdAt) return [authoredAt]
    return committedAt <= one.createdAt ? [committedAt] : []
  })
  return starts.length > 0 ? Math.min(...starts) : null
}

/** The state during the second that begins at `t`. */
function during(one: RawPullRequest, t: number): Second {
  const plain = (state: State): Second => ({ state, turn: null })
  if (one.mergedAt !== null && t >= one.mergedAt) return plain('awaiting-release')
  if (t < one.createdAt) return plain('coding')
  if (isClosed(one, t)) return plain('closed')
  if (isDraft(one, t)) return plain('draft')
  if (said(one).some(({ at, isEarly }) => !isEarly && at <= t))
    return isApproved(one, t) ? plain('approved') : { state: 'in-review', turn: turnAt(one, t) }
  const asked = firstAsked(one)
  return plain(asked !== null && t < asked ? 'awaiting-request' : 'awaiting-review')
}

/** Whether a switch is on after all events up to and including `t`; what is turned to and fro in one second is as before. */
function isOn(
  one: RawPullRequest,
  t: number,
  [on, off]: readonly [string, string],
  initially: boolean,
): boolean {
  let state = initially
  for (let second = one.createdAt; second <= Math.min(t, endOf(one), never); second++) {
    const more = timesAt(one, second, on) - timesAt(one, second, off)
    if (more !== 0) state = more > 0
  }
  return state
}

/** An event that is sent twice is one. */
const timesAt = (one: RawPullRequest, second: number, wanted: string): number =>
  new Set(one.events.filter(({ at, kind }) => at === second && kind === wanted).map(({ id }) => id)).size

const draftSwitch = ['converted-to-draft', 'ready-for-review'] as const
const closeSwitch = ['closed', 'reopened'] as const

const isDraft = remembered((one, t) => isOn(one, t, draftSwitch, openedAsDraft(one)))

function openedAsDraft(one: RawPullRequest): boolean {
  for (let second = one.createdAt; second <= Math.min(endOf(one), never); second++) {
    const more = timesAt(one, second, draftSwitch[0]) - timesAt(one, second, draftSwitch[1])
    if (more !== 0) return more < 0
  }
  return one.isDraft
}

/** Closed now and reopened at some later second. */
const isClosed = remembered((one, t) => {
  if (!isOn(one, t, closeSwitch, false)) return false
  for (let later = t + 1; later <= Math.min(endOf(one), never); later++)
    if (!isOn(one, later, closeSwitch, false)) return true
  return false
})

/** Asked once a second of each history. */
function remembered<Result>(ask: (one: RawPullRequest, t: number) => Result) {
  const known = new WeakMap<RawPullRequest, Map<number, Result>>()
  return (one: RawPullRequest, t: number): Result => {
    const answers = known.get(one) ?? new Map<number, Result>()
    known.set(one, answers)
    if (!answers.has(t)) answers.set(t, ask(one, t))
    return answers.get(t)!
  }
}

const same = (a: Actor, b: Actor) => a.kind === b.kind && a.login === b.login

/** Nobody is excluded and no person is set as a bot in the histories that are compared. */
function counts(one: RawPullRequest, who: Actor, opinion: Opinion): boolean {
  if (same(who, one.author)) return who.kind === 'ghost' && opinion !== null
  return who.kind === 'user' || who.kind === 'ghost'
}

type Opinion = 'approved' | 'changes-requested' | null

function opinionOf(one: RawPullRequest, review: Review): Opinion {
  const state =
    review.state === 'dismissed'
      ? dismissals(one).find(({ reviewId }) => reviewId === review.id)?.previousState
      : review.state
  return state === 'approved' || state === 'changes-requested' ? state : null
}

/** Each that takes back a review; without a name, the latest dismissed one of before it that no other takes back. */
function dismissals(one: RawPullRequest) {
  const events = one.events.flatMap((event) => (event.kind === 'review-dismissed' ? [event] : []))
  const said = (one: { previousState?: string | null }) => one.previousState ?? ''
  events.sort(
    (a, b) =>
      a.at - b.at ||
      String(a.id).localeCompare(String(b.id)) ||
      (said(a) < said(b) ? 1 : said(a) > said(b) ? -1 : 0),
  )
  const taken = new Set(events.map(({ reviewId }) => reviewId))
  return events.map(({ at, reviewId, previousState }) => {
    if (reviewId !== null) return { at, reviewId, previousState }
    const candidates = one.reviews.filter(
      ({ id, state, submittedAt }) =>
        state === 'dismissed' && submittedAt !== null && submittedAt <= at && !taken.has(id),
    )
    candidates.sort((a, b) => b.submittedAt! - a.submittedAt! || (a.id < b.id ? 1 : -1))
    const id = candidates[0]?.id ?? null
    taken.add(id)
    return { at, reviewId: id, previousState }
  })
}

interface Said {
  readonly at: number
  readonly by: Actor
  readonly isReview: boolean
  readonly isEarly: boolean
  readonly opinion: Opinion
  readonly reviewId: string | null
}

/** What eligible reviewers said from its creation to its end while it was open: to a draft, it is early. */
export const said = (one: RawPullRequest): Said[] =>
  // In the second of a close it is said before it, in that of a reopening after it.
  saidOf(one, 0).filter(({ at }) => !(isClosed(one, at) && isClosed(one, at - 1) && at > one.createdAt))

/** Also while it was closed. */
const saidOf = remembered((one): Said[] => {
  const all: Omit<Said, 'isEarly'>[] = []
  for (const review of one.reviews) {
    const opinion = opinionOf(one, review)
    if (review.state !== 'pending' && review.submittedAt !== null && counts(one, review.author, opinion))
      all.push({ at: review.submittedAt, by: review.author, isReview: true, opinion, reviewId: review.id })
  }
  for (const { at, author: by } of spoken(one))
    if (counts(one, by, null)) all.push({ at, by, isReview: false, opinion: null, reviewId: null })
  return all
    .filter(({ at }) => at >= one.createdAt && at <= endOf(one))
    .map((what) => ({ ...what, isEarly: isDraft(one, what.at) }))
})

function spoken(one: RawPullRequest): { at: number; author: Actor }[] {
  return one.comments.flatMap(({ kind, author, createdAt, publishedAt, review }) => {
    const at = kind === 'issue' ? createdAt : review ? review.submittedAt : publishedAt
    return at === null ? [] : [{ at, author }]
  })
}

export const isApproved = remembered((one, t): boolean => {
  const opinions = new Map<string, { reviewId: string | null; opinion: Opinion }>()
  const known = saidOf(one, 0)
  for (let second = one.createdAt; second <= t; second++) {
    const now = known.filter(({ at, opinion }) => at === second && opinion !== null)
    now.sort(
      (a, b) =>
        Number(a.opinion === 'approved') - Number(b.opinion === 'approved') ||
        (a.reviewId! < b.reviewId! ? -1 : 1),
    )
    for (const { by, reviewId, opinion } of now) opinions.set(`${by.kind} ${by.login}`, { reviewId, opinion })
    for (const { at, reviewId } of dismissals(one))
      if (at === second)
        for (const [who, latest] of opinions) if (latest.reviewId === reviewId) opinions.delete(who)
  }
  const inForce = [...opinions.values()].map(({ opinion }) => opinion)
  return inForce.includes('approved') && !inForce.includes('changes-requested')
})

/** Whoever spoke last has handed it over; in one second the reviewers spoke last. */
function turnAt(one: RawPullRequest, t: number): Turn {
  for (let second = t; second >= one.createdAt; second--) {
    if (said(one).some(({ at, isEarly }) => !isEarly && at === second)) return 'author'
    if (authorActs(one, second)) return 'reviewers'
  }
  return 'author'
}

function authorActs(one: RawPullRequest, second: number): boolean {
  const wasDraft = second > one.createdAt ? isDraft(one, second - 1) : openedAsDraft(one)
  const isMadeReady =
    one.events.some(({ kind, at }) => kind === 'ready-for-review' && at === second) &&
    (wasDraft || one.events.some(({ kind, at }) => kind === 'converted-to-draft' && at === second))
  const closes = one.events.some(
    ({ kind, at, actor }) => kind === 'closed' && at === second && same(actor, one.author),
  )
  const isAuthor = (who: Actor) => same(who, one.author)
  const replies = [
    ...spoken(one),
    ...one.reviews.flatMap(({ author, submittedAt, state }) =>
      submittedAt === null || state === 'pending' ? [] : [{ at: submittedAt, author }],
    ),
  ].some(({ at, author }) => at === second && isAuthor(author))
  const pushes =
    one.commits.some(({ committedAt }) => committedAt === second) ||
    one.events.some(({ kind, at }) => kind === 'head-force-pushed' && at === second)
  return isMadeReady || pushes || (replies && !closes)
}

/** The first second before the end, ready and open, in which somebody eligible who was asked is still asked. */
export function firstAsked(one: RawPullRequest): number | null {
  for (let t = one.createdAt; t < Math.min(endOf(one), never); t++)
    if (!isDraft(one, t) && !isClosed(one, t) && isAsked(one, t)) return t
  return null
}

/** Asked in this second, or still asked after all before it. */
function isAsked(one: RawPullRequest, t: number): boolean {
  return one.events.some((asked) => {
    if (asked.kind !== 'review-requested' || asked.at > t || asked.at < one.createdAt) return false
    if (asked.reviewer.kind !== 'team' && !counts(one, asked.reviewer, null)) return false
    return asked.at === t || stands(one, asked.reviewer, t - 1)
  })
}

/** Whether GitHub asks a reviewer after a second: who is removed and asked in it is, unless removed more often. */
function stands(one: RawPullRequest, reviewer: Actor, t: number): boolean {
  const isOf = (second: number) => (event: { readonly at: number; readonly reviewer: Actor }) =>
    event.at === second && same(event.reviewer, reviewer)
  const requests = one.events.flatMap((event) => (event.kind === 'review-requested' ? [event] : []))
  const removals = one.events.flatMap((event) => (event.kind === 'review-request-removed' ? [event] : []))
  const ids = (events: readonly { readonly id?: string | null }[]) => new Set(events.map(({ id }) => id)).size
  let asked = false
  for (let second = one.createdAt; second <= t; second++) {
    const [more, fewer] = [ids(requests.filter(isOf(second))), ids(removals.filter(isOf(second)))]
    asked = more > 0 ? Number(asked) + more - fewer > 0 : asked && fewer === 0
    const reviewed = one.reviews.some(
      ({ author, state, submittedAt }) =>
        submittedAt === second && state !== 'pending' && same(author, reviewer),
    )
    if (reviewed) asked = false
  }
  return asked
}

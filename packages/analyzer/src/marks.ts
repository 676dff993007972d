/** All that happened to a pull request and may change its state. */
import type { Commit, Instant, RawPullRequest, TimelineEvent } from '@upflow/model'
import type { Conversation, Life, Said } from './conversation.ts'
import type { FirstCommit } from './first-commit.ts'
import type { Mark } from './mark.ts'
import type { Opinions } from './opinions.ts'
import { compare } from './periods.ts'
import type { Release } from './release-facts.ts'
import type { RequestEvent } from './standing-requests.ts'
import { isSame } from './who-counts.ts'

export interface History {
  readonly life: Life
  readonly firstCommit: FirstCommit | null
  readonly conversation: Conversation
  readonly opinions: Opinions
  readonly request: { readonly at: Instant; readonly event: RequestEvent } | null
  readonly release: Release | null
}

/** In any order. */
export function readMarks(pullRequest: RawPullRequest, history: History): Mark[] {
  const { createdAt, author, id, url } = pullRequest
  const { life, firstCommit, request, conversation } = history
  const ofPullRequest = (kind: Mark['kind'], at: Instant): Mark => ({
    kind,
    at,
    actor: author,
    id,
    url: url === '' ? null : url,
  })
  const { responses, early, whileClosed } = conversation
  const marks = [ofPullRequest('created', createdAt), ...responses, ...early, ...whileClosed]
  if (firstCommit && firstCommit.at < createdAt)
    marks.push(ofCommit('commit', firstCommit.at, { commit: firstCommit.commit, url }))
  // Made in a draft, it is no reason for what begins when that ends.
  if (request) marks.push(ofEvent('request', request.event))
  for (const { from, to, begunBy, endedBy } of life.draft) {
    marks.push(begunBy ? ofEvent('draft', begunBy) : ofPullRequest('draft', from))
    if (to !== null) marks.push(ofEvent('ready', endedBy!))
  }
  for (const { begunBy, endedBy } of life.closed)
    marks.push(ofEvent('close', begunBy!), ofEvent('reopen', endedBy!))
  addDismissals(marks, pullRequest, history)
  addReplies(marks, pullRequest, history)
  addPushes(marks, pullRequest, life.end)
  addEnd(marks, pullRequest, history)
  return marks
}

const isWithin = ({ createdAt }: RawPullRequest, end: Instant | null, at: Instant): boolean =>
  at >= createdAt && (end === null || at <= end)

/** Of reviews that counted. */
function addDismissals(marks: Mark[], pullRequest: RawPullRequest, history: History): void {
  const { life, conversation, opinions } = history
  for (const { event, reviewId } of opinions.dismissals) {
    const isOfThis = ({ id }: Said) => id === reviewId
    const { responses, early, whileClosed } = conversation
    const hasCounted = [responses, early, whileClosed].some((said) => said.some(isOfThis))
    if (!hasCounted || !isWithin(pullRequest, life.end, event.at)) continue
    const { at, actor, id, url } = event
    marks.push({ kind: 'dismissal', at, actor, id: id ?? null, url: url ?? null, takesBack: reviewId })
  }
}

/** In the second of their own close, authors say why they close: that asks nothing of the reviewers. */
function addReplies(marks: Mark[], pullRequest: RawPullRequest, { life, conversation }: History): void {
  const { author, events } = pullRequest
  if (conversation.replies.length === 0) return
  const closes = events.filter(({ kind, actor }) => kind === 'closed' && isSame(actor, author))
  for (const reply of conversation.replies)
    if (isWithin(pullRequest, life.end, reply.at) && !closes.some(({ at }) => at === reply.at))
      marks.push(reply)
}

/** Its commits may be read after the rest of it, and by then have become more; none takes longer. Seconds. */
const longestReading = 86_400

/** A commit that is dated later than all that GitHub knows of was made by a clock that was ahead: when it came is not known. */
function addPushes(marks: Mark[], pullRequest: RawPullRequest, end: Instant | null): void {
  const { events, commits, updatedAt, url } = pullRequest
  const last = end ?? updatedAt + longestReading
  for (const event of events)
    if (event.kind === 'head-force-pushed' && isWithin(pullRequest, end, event.at))
      marks.push(ofEvent('push', event))
  for (const commit of commits)
    if (isWithin(pullRequest, last, commit.committedAt))
      marks.push(ofCommit('push', commit.committedAt, { commit, url }))
}

function addEnd(marks: Mark[], pullRequest: RawPullRequest, { life, release }: History): void {
  const { mergedAt } = pullRequest
  if (mergedAt !== null) marks.push(endMark('merge', mergedAt, pullRequest))
  else if (life.end !== null) marks.push(endMark('close', life.end, pullRequest))
  if (release) marks.push(releaseMark(release, pullRequest))
}

/** With what the event says that is nearest to it: GitHub's two clocks may differ by a second. */
function endMark(kind: 'close' | 'merge', at: Instant, { events }: RawPullRequest): Mark {
  const eventKind = kind === 'close' ? 'closed' : 'merged'
  let nearest: TimelineEvent | null = null
  for (const event of events) {
    if (event.kind !== eventKind) continue
    const isNearer = nearest === null || Math.abs(event.at - at) < Math.abs(nearest.at - at)
    if (isNearer || (Math.abs(event.at - at) === Math.abs(nearest!.at - at) && isBefore(event, nearest!)))
      nearest = event
  }
  return { kind, at, actor: nearest?.actor ?? null, id: nearest?.id ?? null, url: nearest?.url ?? null }
}

const isBefore = (a: TimelineEvent, b: TimelineEvent) =>
  a.at < b.at ||
  (a.at === b.at && (compare(a.id ?? '', b.id ?? '') || compare(a.actor.login, b.actor.login)) < 0)

function releaseMark({ at, by }: Release, { url }: RawPullRequest): Mark {
  const repository = url.replace(/\/pull\/\d+$/, '')
  const under = (path: string) => (repository === url ? null : `${repository}/${path}`)
  const [id, address] =
    by.kind === 'pull-request'
      ? [String(by.number), under(`pull/${by.number}`)]
      : by.kind === 'tag'
        ? [by.name, under(`releases/tag/${encodeURIComponent(by.name)}`)]
        : [by.id, under(`deployments/${encodeURIComponent(by.environment)}`)]
  return { kind: 'release', at, actor: null, id, url: address }
}

const ofEvent = (kind: Mark['kind'], { at, actor, id, url }: TimelineEvent): Mark => ({
  kind,
  at,
  actor,
  id: id ?? null,
  url: url ?? null,
})

const ofCommit = (
  kind: 'commit' | 'push',
  at: Instant,
  { commit: { sha, author }, url }: { readonly commit: Commit; readonly url: string },
): Mark => ({
  kind,
  at,
  actor: author ?? null,
  id: sha,
  url: url === '' ? null : `${url}/commits/${sha}`,
})

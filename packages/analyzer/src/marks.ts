/** What happened to a pull request, by time: each mark may change a fact, and is the reason where the state changes. */
import type { Actor, Instant, RawPullRequest, TimelineEvent } from '@upflow/model'
import type { Reason } from './analysis.ts'
import type { Conversation, Life, Said } from './conversation.ts'
import type { FirstCommit } from './first-commit.ts'
import type { Opinion, Opinions } from './opinions.ts'
import { compare } from './periods.ts'
import type { Release } from './release-facts.ts'
import type { RequestEvent } from './requests.ts'
import { isSame } from './who-counts.ts'

export interface Mark extends Reason {
  /** A review that says whether to merge, or its dismissal, which then says nothing any more. */
  readonly opinion?: { readonly reviewer: string; readonly reviewId: string; readonly says: Opinion | null }
  /** Said to a draft: it is an opinion, but neither a response nor a turn. */
  readonly isEarly?: boolean
}

export interface History extends Life {
  readonly firstCommit: FirstCommit | null
  readonly conversation: Conversation
  readonly opinions: Opinions
  readonly request: { readonly at: Instant; readonly event: RequestEvent } | null
  readonly release: Release | null
}

export function readMarks(pullRequest: RawPullRequest, history: History): Mark[] {
  const { createdAt, author } = pullRequest
  const { firstCommit, request } = history
  const marks: Mark[] = [
    { kind: 'created', at: createdAt, actor: author, id: pullRequest.id, url: orNull(pullRequest.url) },
  ]
  if (firstCommit && firstCommit.at < createdAt)
    marks.push(commitMark('commit', firstCommit.at, firstCommit.commit, pullRequest))
  if (request) marks.push(fromEvent('request', request.event, request.at))
  for (const { from, to, begunBy, endedBy } of history.draft) {
    marks.push(
      begunBy
        ? fromEvent('draft', begunBy)
        : { kind: 'draft', at: from, actor: author, id: pullRequest.id, url: orNull(pullRequest.url) },
    )
    if (to !== null) marks.push(fromEvent('ready', endedBy!))
  }
  for (const { begunBy, endedBy } of history.closed)
    marks.push(fromEvent('close', begunBy!), fromEvent('reopen', endedBy!))
  marks.push(
    ...talkMarks(pullRequest, history),
    ...pushMarks(pullRequest, history),
    ...endMarks(pullRequest, history),
  )
  return marks
}

function talkMarks(pullRequest: RawPullRequest, { conversation, opinions, end }: History): Mark[] {
  const said =
    (isEarly: boolean) =>
    ({ kind, at, actor, id, url }: Said): Mark => {
      const says = kind === 'approval' ? 'approved' : kind === 'changes-requested' ? kind : null
      const opinion = says ? { opinion: { reviewer: nameOf(actor), reviewId: id, says } as const } : {}
      return { kind, at, actor, id, url, isEarly, ...opinion }
    }
  const counted = [...conversation.responses, ...conversation.early]
  const dismissals = opinions.dismissals.flatMap(({ event, reviewId }): Mark[] => {
    const review = counted.find(({ id }) => id === reviewId)
    if (!review || event.at < pullRequest.createdAt || (end !== null && event.at > end)) return []
    const opinion = { reviewer: nameOf(review.actor), reviewId, says: null }
    return [{ ...fromEvent('dismissal', event), opinion }]
  })
  // In the second of their own close, authors say why they close: that asks nothing of the reviewers.
  const closes = pullRequest.events.filter(
    ({ kind, actor }) => kind === 'closed' && isSame(actor, pullRequest.author),
  )
  const replies = conversation.replies
    .filter(({ at }) => at >= pullRequest.createdAt && (end === null || at <= end))
    .filter(({ at }) => !closes.some((close) => close.at === at))
    .map(({ at, actor, id, url }): Mark => ({ kind: 'reply', at, actor, id, url }))
  return [
    ...conversation.responses.map(said(false)),
    ...conversation.early.map(said(true)),
    ...dismissals,
    ...replies,
  ]
}

function pushMarks(pullRequest: RawPullRequest, { end }: History): Mark[] {
  const isWithin = (at: Instant) => at >= pullRequest.createdAt && (end === null || at <= end)
  return [
    ...pullRequest.events
      .filter(({ kind, at }) => kind === 'head-force-pushed' && isWithin(at))
      .map((event) => fromEvent('push', event)),
    ...pullRequest.commits
      .filter(({ committedAt }) => isWithin(committedAt))
      .map((commit) => commitMark('push', commit.committedAt, commit, pullRequest)),
  ]
}

function endMarks(pullRequest: RawPullRequest, { end, release }: History): Mark[] {
  if (end === null) return []
  const { mergedAt } = pullRequest
  if (mergedAt === null) return [endMark('close', 'closed', end, pullRequest)]
  const merge = endMark('merge', 'merged', mergedAt, pullRequest)
  return release ? [merge, releaseMark(release, pullRequest)] : [merge]
}

/** With what the event says that is nearest to it: GitHub's two clocks may differ by a second. */
function endMark(
  kind: 'close' | 'merge',
  eventKind: 'closed' | 'merged',
  at: Instant,
  { events }: RawPullRequest,
): Mark {
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

const fromEvent = (kind: Mark['kind'], { at, actor, id, url }: TimelineEvent, from: Instant = at): Mark => ({
  kind,
  at: from,
  actor,
  id: id ?? null,
  url: url ?? null,
})

const commitMark = (
  kind: 'commit' | 'push',
  at: Instant,
  { sha, author }: RawPullRequest['commits'][number],
  { url }: RawPullRequest,
): Mark => ({
  kind,
  at,
  actor: author ?? null,
  id: sha,
  url: url === '' ? null : `${url}/commits/${sha}`,
})

const nameOf = ({ kind, login }: Actor) => `${kind}:${login}`
const orNull = (text: string) => (text === '' ? null : text)

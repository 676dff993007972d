/** Who said what and when: responses of eligible reviewers, replies of the author, and what did not count and why. */
import type { Actor, Comment, Instant, RawPullRequest } from '@upflow/model'
import type { AnalyzedResponse, Ignored, IgnoredWhy } from './analysis.ts'
import type { Opinions } from './opinions.ts'
import { compare, isAfterStart, isFromStart, type Period } from './periods.ts'
import type { WhoCounts } from './who-counts.ts'

export interface Said {
  readonly kind: AnalyzedResponse['kind']
  readonly at: Instant
  readonly actor: Actor
  readonly id: string
  readonly url: string | null
}

export interface Conversation {
  /** By time; at one instant reviews before comments, then by id. */
  readonly responses: readonly Said[]
  /** What was said to a draft: neither a first response nor a turn. */
  readonly early: readonly Said[]
  /** What the author said. */
  readonly replies: readonly Said[]
  readonly ignored: readonly Ignored[]
}

export interface Life {
  readonly draft: readonly Period[]
  readonly closed: readonly Period[]
  readonly end: Instant | null
}

export function readConversation(
  pullRequest: RawPullRequest,
  { draft, closed, end }: Life,
  { who, opinions }: { readonly who: WhoCounts; readonly opinions: Opinions },
): Conversation {
  const [responses, early, replies]: [Said[], Said[], Said[]] = [[], [], []]
  const ignored: Ignored[] = []

  const timing = (at: Instant): IgnoredWhy | null => {
    if (at < pullRequest.createdAt) return 'before-created'
    if (end !== null && at > end) return 'after-end'
    if (closed.some((period) => isAfterStart(period, at))) return 'while-closed'
    return draft.some((period) => isFromStart(period, at)) ? 'while-draft' : null
  }
  const take = (said: Said, what: 'review' | 'comment', judgement: IgnoredWhy | null) => {
    const { at, actor } = said
    const why = judgement ?? timing(at)
    if (why) ignored.push({ kind: what, at, actor, why })
    else responses.push(said)
    if (why === 'while-draft') early.push(said)
    if (why === 'author') replies.push(said)
  }

  /** Who has spoken by which review: its line comments say nothing more. */
  const speakers = new Map<string, Actor>()
  for (const review of pullRequest.reviews) {
    const { id, author: actor, submittedAt: at, url } = review
    if (review.state === 'pending' || at === null) {
      ignored.push({ kind: 'review', at: null, actor, why: 'pending' })
      continue
    }
    speakers.set(id, actor)
    const opinion = opinions.of(review)
    const kind = opinion === 'approved' ? 'approval' : (opinion ?? 'review')
    take({ kind, at, actor, id, url }, 'review', who(actor, opinion !== null))
  }
  for (const comment of pullRequest.comments) {
    const { id, author: actor, url } = comment
    const at = spokenAt(comment)
    const speaker = comment.review && speakers.get(comment.review.id)
    if (at === null) ignored.push({ kind: 'comment', at, actor, why: 'pending' })
    else if (speaker && who(actor) === null && speaker.kind === actor.kind && speaker.login === actor.login)
      continue
    else take({ kind: 'comment', at, actor, id, url }, 'comment', who(actor))
  }
  responses.sort(byTime)
  return { responses, early: early.sort(byTime), replies: replies.sort(byTime), ignored }
}

/** A line comment speaks when its review is submitted, not when it was drafted; where neither is known, when it was made. */
const spokenAt = ({ kind, createdAt, publishedAt, review }: Comment): Instant | null => {
  if (kind === 'issue') return createdAt
  if (review) return review.submittedAt
  return publishedAt === undefined ? createdAt : publishedAt
}

const isComment = ({ kind }: Said) => (kind === 'comment' ? 1 : 0)
const byTime = (a: Said, b: Said) =>
  a.at - b.at ||
  isComment(a) - isComment(b) ||
  compare(a.id, b.id) ||
  compare(a.actor.login, b.actor.login) ||
  compare(a.kind, b.kind)

/** By time and text, so that the order in which GitHub sends them is none of it. */
export const sortIgnored = (ignored: readonly Ignored[]): Ignored[] =>
  [...ignored].sort(
    (a, b) =>
      (a.at ?? 0) - (b.at ?? 0) ||
      compare(a.kind, b.kind) ||
      compare(a.actor?.login ?? '', b.actor?.login ?? '') ||
      compare(a.actor?.kind ?? '', b.actor?.kind ?? '') ||
      compare(a.why, b.why),
  )

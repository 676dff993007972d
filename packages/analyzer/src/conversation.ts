/** Who said what and when: responses of eligible reviewers, replies of the author, and what did not count and why. */
import type { Actor, Comment, Instant, RawPullRequest, Review } from '@upflow/model'
import type { AnalyzedResponse, Ignored, IgnoredWhy } from './analysis.ts'
import type { Mark } from './mark.ts'
import type { Opinions } from './opinions.ts'
import { compare, isAfterStart, isFromStart, type Period } from './periods.ts'
import { isSame, type WhoCounts } from './who-counts.ts'

/** A response, or what would be one but for the draft to which it was said. */
export interface Said extends Mark {
  readonly kind: AnalyzedResponse['kind']
  readonly actor: Actor
  readonly id: string
  readonly isEarly: boolean
}

export interface Conversation {
  /** By time; at one instant reviews before comments, then by id. */
  readonly responses: readonly Said[]
  /** What was said to a draft: neither a first response nor a turn. */
  readonly early: readonly Said[]
  /** Opinions that were given while it was closed: GitHub lets them stand when it is reopened. */
  readonly whileClosed: readonly Said[]
  /** What the author said, in any order. */
  readonly replies: readonly Mark[]
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
  const { createdAt, reviews, comments } = pullRequest
  const [responses, early, whileClosed, replies]: [Said[], Said[], Said[], Mark[]] = [[], [], [], []]
  const ignored: Ignored[] = []

  const timing = (at: Instant): IgnoredWhy | null => {
    if (at < createdAt) return 'before-created'
    if (end !== null && at > end) return 'after-end'
    if (closed.some((period) => isAfterStart(period, at))) return 'while-closed'
    return draft.some((period) => isFromStart(period, at)) ? 'while-draft' : null
  }
  const take = (
    { id, author: actor, url }: Review | Comment,
    { kind, at, judgement }: Pick<Said, 'kind' | 'at'> & { readonly judgement: IgnoredWhy | null },
  ) => {
    const why = judgement ?? timing(at)
    if (why !== null) ignored.push({ kind: kind === 'comment' ? kind : 'review', at, actor, why })
    if (why === null) responses.push({ kind, at, actor, id, url, isEarly: false })
    else if (why === 'while-draft') early.push({ kind, at, actor, id, url, isEarly: true })
    else if (why === 'while-closed' && (kind === 'approval' || kind === 'changes-requested'))
      whileClosed.push({ kind, at, actor, id, url, isEarly: true })
    else if (why === 'author') replies.push({ kind: 'reply', at, actor, id, url })
  }

  for (const review of reviews) {
    const { author: actor } = review
    if (!isSubmitted(review)) ignored.push({ kind: 'review', at: null, actor, why: 'pending' })
    else {
      const opinion = opinions.of(review)
      const kind = opinion === 'approved' ? 'approval' : (opinion ?? 'review')
      take(review, { kind, at: review.submittedAt, judgement: who(actor, opinion !== null) })
    }
  }
  const speakers = speakersOf(pullRequest)
  for (const comment of comments) {
    const { author: actor, review } = comment
    const at = spokenAt(comment)
    if (at === null) ignored.push({ kind: 'comment', at, actor, why: 'pending' })
    else {
      const judgement = who(actor)
      const speaker = review && speakers.get(review.id)
      if (judgement === null && speaker && isSame(speaker, actor)) continue
      take(comment, { kind: 'comment', at, judgement })
    }
  }
  return { responses: responses.sort(byTime), early: early.sort(byTime), whileClosed, replies, ignored }
}

const isSubmitted = (review: Review): review is Review & { readonly submittedAt: Instant } =>
  review.state !== 'pending' && review.submittedAt !== null

/** Who has spoken by which review: its line comments say nothing more. */
function speakersOf({ reviews, comments }: RawPullRequest): ReadonlyMap<string, Actor> {
  const hasLineComments = comments.some(({ review }) => review)
  return new Map(hasLineComments ? reviews.filter(isSubmitted).map(({ id, author }) => [id, author]) : [])
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
export const sortIgnored = (ignored: Ignored[]): Ignored[] =>
  ignored.sort(
    (a, b) =>
      (a.at ?? 0) - (b.at ?? 0) ||
      compare(a.kind, b.kind) ||
      compare(a.actor?.login ?? '', b.actor?.login ?? '') ||
      compare(a.actor?.kind ?? '', b.actor?.kind ?? '') ||
      compare(a.why, b.why),
  )

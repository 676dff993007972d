/** Puts a pull request together from its first page of children and those that overflowed. */
import {
  type Actor,
  type ChangedFile,
  type ChildSet,
  type Comment,
  type Commit,
  ghost,
  type PullRequestId,
  type PullRequestPart,
  type PullRequestScalars,
  parseInstant,
  type RawPullRequest,
  type RepositoryId,
  type Review,
  type ReviewState,
  type TimelineEvent,
  toActor,
  toPullRequestId,
} from '@upflow/model'
import type { ResultOf } from 'gql.tada'
import type { scalarsQuery } from './documents.ts'
import type { FieldErrors } from './field-errors.ts'
import type { whole } from './fragments.ts'
import { GithubError } from './github-error.ts'
import type { MoreAnswer, MorePage, MoreRequest, Size } from './more-children.ts'
import type { Unread } from './page.ts'

export type WholeNode = ResultOf<typeof whole>
type RepositoryNode = Extract<NonNullable<ResultOf<typeof scalarsQuery>['node']>, { pullRequests: unknown }>
export type ScalarsNode = NonNullable<NonNullable<RepositoryNode['pullRequests']['nodes']>[number]>

export interface PullRequestBuilder {
  readonly number: number
  readonly id: PullRequestId
  /** What is still to be read. */
  pending(): readonly MoreRequest[]
  /** Takes the answer to one of them. */
  add(request: MoreRequest, answer: MoreAnswer): void
  /** True when it has changed between two answers: what came of it belongs to no one version. */
  hasMoved(): boolean
  build(): RawPullRequest
  /** What is missing of it, and why; null when nothing is. */
  unread(): Unread | null
}

/**
 * @param node with children when they came along; without, all of them are pending
 * @param errors of the node: what is null with one could not be read
 */
export function createBuilder(
  repositoryId: RepositoryId,
  node: ScalarsNode & Partial<Omit<WholeNode, keyof ScalarsNode>>,
  errors: FieldErrors,
): PullRequestBuilder {
  const commits: Commit[] = []
  const reviews: Review[] = []
  const comments: Comment[] = []
  const events: TimelineEvent[] = []
  const requestedReviewers: Actor[] = []
  const files: ChangedFile[] = []
  let size: Size = { additions: 0, deletions: 0, changedFiles: 0 }
  /** With the reason of each. */
  const incomplete = new Map<PullRequestPart, string>()
  let pending: MoreRequest[] = []
  let moved = false

  for (const field of required)
    if (node[field] === null || node[field] === undefined) {
      const { reason } = errors.at(field)
      throw new GithubError(
        'github/partial-result',
        `its ${field} could not be read${reason ? `: ${reason}` : ''}`,
      )
    }

  const miss = (part: PullRequestPart, reason: string | null) => {
    if (!incomplete.has(part)) incomplete.set(part, reason ?? 'GitHub left it out without a reason')
  }
  for (const { path, message } of errors.all) {
    const field = String(path?.[0])
    if (nullable.has(field)) miss(field as PullRequestPart, message)
    else if (sizeFields.has(field)) miss('size', message)
    else if (!children.has(field))
      throw new GithubError('github/partial-result', `its ${field} could not be read: ${message}`)
  }

  const take = (id: string, answer: MorePage, reason: string | null): void => {
    const part = parts[answer.set]
    if (reason !== null) miss(part, reason)
    if (answer.set === 'size') {
      if (answer.page) size = answer.page
      else miss(part, reason)
      return
    }
    const { set, page } = answer
    const nodes = page?.nodes
    if (!page || !nodes) {
      miss(part, reason)
      return
    }
    for (const child of nodes) if (!child) miss(part, reason)
    const { hasNextPage, endCursor } = page.pageInfo
    if (hasNextPage && endCursor) pending.push({ set, id, after: endCursor })
    else if (hasNextPage) miss(part, 'GitHub says that there is more and gives no way on')
    try {
      switch (answer.set) {
        case 'commits':
          for (const child of answer.page?.nodes ?? [])
            if (child)
              commits.push({
                sha: child.commit.oid,
                authoredAt: parseInstant(child.commit.authoredDate),
                committedAt: parseInstant(child.commit.committedDate),
              })
          break
        case 'reviews':
          for (const child of answer.page?.nodes ?? [])
            if (child)
              reviews.push({
                id: child.id,
                author: toActor(child.author),
                state: reviewStates[child.state],
                submittedAt: instantOrNull(child.submittedAt),
              })
          break
        case 'comments':
          for (const child of answer.page?.nodes ?? [])
            if (child)
              comments.push({
                id: child.id,
                kind: 'issue',
                author: toActor(child.author),
                createdAt: parseInstant(child.createdAt),
              })
          break
        case 'threads':
          for (const child of answer.page?.nodes ?? [])
            if (child) take(child.id, { set: 'threadComments', page: child.comments }, null)
          break
        case 'threadComments':
          for (const child of answer.page?.nodes ?? [])
            if (child)
              comments.push({
                id: child.id,
                kind: 'review-thread',
                author: toActor(child.author),
                createdAt: parseInstant(child.createdAt),
              })
          break
        case 'events':
          for (const child of answer.page?.nodes ?? []) {
            const event = child && toEvent(child)
            if (event) events.push(event)
          }
          break
        case 'requests':
          for (const child of answer.page?.nodes ?? [])
            if (child) requestedReviewers.push(toReviewer(child.requestedReviewer))
          break
        case 'files':
          for (const child of answer.page?.nodes ?? [])
            if (child)
              files.push({ path: child.path, additions: child.additions, deletions: child.deletions })
      }
    } catch (error) {
      // One of them is not what it should be, so the set is not whole.
      miss(part, reason ?? `one cannot be understood: ${String(error)}`)
    }
  }

  if (node.additions === undefined) pending.push({ set: 'size', id: node.id, after: null })
  else
    size = {
      additions: node.additions ?? 0,
      deletions: node.deletions ?? 0,
      changedFiles: node.changedFiles ?? 0,
    }
  const first = {
    commits: node.commits,
    reviews: node.reviews,
    comments: node.comments,
    threads: node.reviewThreads,
    events: node.timelineItems,
    requests: node.reviewRequests,
    files: node.files,
  }
  for (const [set, page] of Object.entries(first)) {
    if (page === undefined) pending.push({ set: set as MorePage['set'], id: node.id, after: null })
    else take(node.id, { set, page } as MorePage, errors.at(fields[set as MorePage['set']]).reason)
  }

  return {
    number: node.number,
    id: toPullRequestId(node.id),
    pending: () => pending,
    add(request, answer) {
      pending = pending.filter((one) => one !== request)
      if (answer.updatedAt !== null && answer.updatedAt !== node.updatedAt) moved = true
      take(request.id, answer, answer.reason)
      // A cursor that does not move would be asked for without end.
      const stuck = pending.find(
        (one) => one.set === request.set && one.id === request.id && one.after === request.after,
      )
      if (!stuck) return
      pending = pending.filter((one) => one !== stuck)
      miss(parts[request.set], 'GitHub says that there is more and gives no way on')
    },
    hasMoved: () => moved,
    build: () => ({
      ...toScalars(repositoryId, node, size),
      commits,
      reviews,
      comments,
      events,
      requestedReviewers,
      files,
      incomplete: [...incomplete.keys()].sort(),
    }),
    unread: () =>
      incomplete.size === 0
        ? null
        : {
            number: node.number,
            reason: `not all of its ${[...incomplete.keys()].sort().join(', ')} could be read: ${[...new Set(incomplete.values())].join('; ')}`,
            isRefused: false,
          },
  }
}

const toScalars = (repositoryId: RepositoryId, node: ScalarsNode, size: Size): PullRequestScalars => ({
  id: toPullRequestId(node.id),
  fullDatabaseId: node.fullDatabaseId,
  repositoryId,
  number: node.number,
  title: node.title,
  url: node.url,
  state: states[node.state],
  isDraft: node.isDraft,
  author: toActor(node.author),
  baseRefName: node.baseRefName,
  headRefName: node.headRefName,
  isCrossRepository: node.isCrossRepository,
  createdAt: parseInstant(node.createdAt),
  updatedAt: parseInstant(node.updatedAt),
  mergedAt: instantOrNull(node.mergedAt),
  closedAt: instantOrNull(node.closedAt),
  mergeCommitSha: node.mergeCommit?.oid ?? null,
  additions: size.additions,
  deletions: size.deletions,
  changedFiles: size.changedFiles,
})

/** What a pull request has once and may be without, and so may be incomplete in. */
const nullable: ReadonlySet<string> = new Set([
  'author',
  'mergeCommit',
  'mergedAt',
  'closedAt',
  'fullDatabaseId',
])
/** What it is not without. */
const required = [
  'title',
  'url',
  'state',
  'isDraft',
  'isCrossRepository',
  'baseRefName',
  'headRefName',
  'createdAt',
  'updatedAt',
] as const

const instantOrNull = (text: string | null) => (text === null ? null : parseInstant(text))

/** What each set that is asked for is to the pull request. */
const parts: Readonly<Record<MorePage['set'], ChildSet | 'size'>> = {
  commits: 'commits',
  reviews: 'reviews',
  comments: 'comments',
  threads: 'comments',
  threadComments: 'comments',
  events: 'events',
  requests: 'requestedReviewers',
  files: 'files',
  size: 'size',
}
/** What GitHub calls it. */
const fields: Readonly<Record<MorePage['set'], string>> = {
  commits: 'commits',
  reviews: 'reviews',
  comments: 'comments',
  threads: 'reviewThreads',
  threadComments: 'comments',
  events: 'timelineItems',
  requests: 'reviewRequests',
  files: 'files',
  size: 'additions',
}
const children: ReadonlySet<string> = new Set(Object.values(fields))
const sizeFields: ReadonlySet<string> = new Set(['additions', 'deletions', 'changedFiles'])
const states = { OPEN: 'open', CLOSED: 'closed', MERGED: 'merged' } as const
type WireReviewState = NonNullable<NonNullable<NonNullable<WholeNode['reviews']>['nodes']>[number]>['state']
const reviewStates: Readonly<Record<WireReviewState, ReviewState>> = {
  APPROVED: 'approved',
  CHANGES_REQUESTED: 'changes-requested',
  COMMENTED: 'commented',
  DISMISSED: 'dismissed',
  PENDING: 'pending',
}

type EventNode = NonNullable<NonNullable<WholeNode['timelineItems']['nodes']>[number]>
type ReviewerNode = Extract<EventNode, { requestedReviewer: unknown }>['requestedReviewer']

const toReviewer = (node: ReviewerNode | null): Actor =>
  node ? toActor(node as Parameters<typeof toActor>[0]) : ghost

function toEvent(node: EventNode): TimelineEvent | null {
  if (!('createdAt' in node)) return null
  const base = { at: parseInstant(node.createdAt), actor: toActor(node.actor) }
  switch (node.__typename) {
    case 'ReviewRequestedEvent':
      return { kind: 'review-requested', ...base, reviewer: toReviewer(node.requestedReviewer) }
    case 'ReviewRequestRemovedEvent':
      return { kind: 'review-request-removed', ...base, reviewer: toReviewer(node.requestedReviewer) }
    case 'ReviewDismissedEvent':
      return { kind: 'review-dismissed', ...base, reviewId: node.review?.id ?? null }
    case 'ReadyForReviewEvent':
      return { kind: 'ready-for-review', ...base }
    case 'ConvertToDraftEvent':
      return { kind: 'converted-to-draft', ...base }
    case 'ClosedEvent':
      return { kind: 'closed', ...base }
    case 'ReopenedEvent':
      return { kind: 'reopened', ...base }
    case 'MergedEvent':
      return { kind: 'merged', ...base }
    case 'HeadRefForcePushedEvent':
      return { kind: 'head-force-pushed', ...base }
  }
}

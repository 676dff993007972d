/** What GitHub sends of a pull request and of each of its children, as the shapes that are stored. */
import {
  type Actor,
  type Comment,
  type Commit,
  ghost,
  type PullRequestScalars,
  parseInstant,
  type RepositoryId,
  type Review,
  type ReviewState,
  type TimelineEvent,
  toActor,
  toPullRequestId,
} from '@upflow/model'
import type { ResultOf } from 'gql.tada'
import type { scalarsQuery } from './documents.ts'
import type { whole } from './fragments.ts'
import type { Size } from './more-children.ts'

export type WholeNode = ResultOf<typeof whole>
type RepositoryNode = Extract<NonNullable<ResultOf<typeof scalarsQuery>['node']>, { pullRequests: unknown }>
export type ScalarsNode = NonNullable<NonNullable<RepositoryNode['pullRequests']['nodes']>[number]>

export const toScalars = (repositoryId: RepositoryId, node: ScalarsNode, size: Size): PullRequestScalars => ({
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

const instantOrNull = (text: string | null) => (text === null ? null : parseInstant(text))

type ChildOf<Connection extends { readonly nodes: readonly unknown[] | null } | null> = NonNullable<
  NonNullable<NonNullable<Connection>['nodes']>[number]
>

export const toCommit = ({ commit }: ChildOf<WholeNode['commits']>): Commit => ({
  sha: commit.oid,
  authoredAt: parseInstant(commit.authoredDate),
  committedAt: parseInstant(commit.committedDate),
  author: commit.author?.user ? toActor(commit.author.user) : null,
})

export const toReview = ({ id, url, author, state, submittedAt }: ChildOf<WholeNode['reviews']>): Review => ({
  id,
  author: toActor(author),
  state: reviewStates[state],
  submittedAt: instantOrNull(submittedAt),
  url,
})

type CommentNode = ChildOf<WholeNode['comments']>
type LineCommentNode = ChildOf<ChildOf<WholeNode['reviewThreads']>['comments']>

export const toComment = ({ id, url, author, createdAt, publishedAt }: CommentNode): Comment => ({
  id,
  kind: 'issue',
  author: toActor(author),
  createdAt: parseInstant(createdAt),
  publishedAt: parseInstant(publishedAt ?? createdAt),
  review: null,
  url,
})

/** Of a line: written as a draft, and read by others from when its review was submitted. */
export const toLineComment = (node: LineCommentNode): Comment => ({
  id: node.id,
  kind: 'review-thread',
  author: toActor(node.author),
  createdAt: parseInstant(node.createdAt),
  publishedAt: node.state === 'PENDING' ? null : parseInstant(node.publishedAt ?? node.createdAt),
  review: node.pullRequestReview && {
    id: node.pullRequestReview.id,
    submittedAt: instantOrNull(node.pullRequestReview.submittedAt),
  },
  url: node.url,
})

const states = { OPEN: 'open', CLOSED: 'closed', MERGED: 'merged' } as const
const reviewStates: Readonly<Record<ChildOf<WholeNode['reviews']>['state'], ReviewState>> = {
  APPROVED: 'approved',
  CHANGES_REQUESTED: 'changes-requested',
  COMMENTED: 'commented',
  DISMISSED: 'dismissed',
  PENDING: 'pending',
}

type EventNode = ChildOf<WholeNode['timelineItems']>
type ReviewerNode = Extract<EventNode, { requestedReviewer: unknown }>['requestedReviewer']

export const toReviewer = (node: ReviewerNode | null): Actor =>
  node ? toActor(node as Parameters<typeof toActor>[0]) : ghost

export function toEvent(node: EventNode): TimelineEvent | null {
  if (!('createdAt' in node)) return null
  const base = {
    at: parseInstant(node.createdAt),
    actor: toActor(node.actor),
    id: node.id,
    url: 'url' in node ? node.url : null,
  }
  switch (node.__typename) {
    case 'ReviewRequestedEvent':
      return { kind: 'review-requested', ...base, reviewer: toReviewer(node.requestedReviewer) }
    case 'ReviewRequestRemovedEvent':
      return { kind: 'review-request-removed', ...base, reviewer: toReviewer(node.requestedReviewer) }
    case 'ReviewDismissedEvent':
      return {
        kind: 'review-dismissed',
        ...base,
        reviewId: node.review?.id ?? null,
        previousState: reviewStates[node.previousReviewState],
      }
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
    case 'BaseRefChangedEvent':
      return { kind: 'base-changed', ...base, from: node.previousRefName, to: node.currentRefName }
    case 'AddedToMergeQueueEvent':
      return { kind: 'added-to-merge-queue', ...base }
    case 'RemovedFromMergeQueueEvent':
      return { kind: 'removed-from-merge-queue', ...base }
    case 'DeployedEvent':
      return { kind: 'deployed', ...base, environment: null }
  }
}

/**
 * A pull request as stored: everything the analyzer may look at, free of GitHub's paging and unions.
 * Times are {@link Instant}s. `incomplete` names what could not be read, or not whole.
 */
import type { Actor } from './actor.ts'
import type { PullRequestId, RepositoryId } from './ids.ts'
import type { Instant } from './instant.ts'

export type PullRequestState = 'open' | 'closed' | 'merged'

export interface RawPullRequest {
  readonly id: PullRequestId
  /** GitHub's number id as a decimal string: it exceeds 32 bits. */
  readonly fullDatabaseId: string | null
  readonly repositoryId: RepositoryId
  readonly number: number
  readonly title: string
  readonly url: string
  readonly state: PullRequestState
  readonly isDraft: boolean
  readonly author: Actor
  readonly baseRefName: string
  readonly headRefName: string
  /** True when the head branch lives in a fork: a branch of the same name there is another branch. */
  readonly isCrossRepository: boolean
  readonly createdAt: Instant
  readonly updatedAt: Instant
  readonly mergedAt: Instant | null
  readonly closedAt: Instant | null
  readonly mergeCommitSha: string | null
  readonly additions: number
  readonly deletions: number
  readonly changedFiles: number
  readonly commits: readonly Commit[]
  readonly reviews: readonly Review[]
  readonly comments: readonly Comment[]
  readonly events: readonly TimelineEvent[]
  readonly requestedReviewers: readonly Actor[]
  readonly files: readonly ChangedFile[]
  readonly incomplete: readonly PullRequestPart[]
}

/** The child sets of a pull request. Each is replaced whole. */
export type ChildSet = 'commits' | 'reviews' | 'comments' | 'events' | 'requestedReviewers' | 'files'

/**
 * What may be missing of a pull request that was read: a child set, or what it has once. `size` is `additions`,
 * `deletions` and `changedFiles`, which GitHub computes.
 */
export type PullRequestPart =
  | ChildSet
  | 'author'
  | 'mergeCommit'
  | 'mergedAt'
  | 'closedAt'
  | 'fullDatabaseId'
  | 'size'

/** What a pull request has apart from its children. */
export type PullRequestScalars = Omit<RawPullRequest, ChildSet | 'incomplete'>

export interface Commit {
  readonly sha: string
  readonly authoredAt: Instant
  readonly committedAt: Instant
}

export type ReviewState = 'approved' | 'changes-requested' | 'commented' | 'dismissed' | 'pending'

export interface Review {
  readonly id: string
  readonly author: Actor
  readonly state: ReviewState
  /** Null while pending, and in data that does not say when it was submitted. */
  readonly submittedAt: Instant | null
}

export interface Comment {
  readonly id: string
  /** `review-thread`: a line comment, submitted with a review. */
  readonly kind: 'issue' | 'review-thread'
  readonly author: Actor
  readonly createdAt: Instant
}

export type TimelineEvent =
  | {
      readonly kind: 'review-requested'
      readonly at: Instant
      readonly actor: Actor
      readonly reviewer: Actor
    }
  | {
      readonly kind: 'review-request-removed'
      readonly at: Instant
      readonly actor: Actor
      readonly reviewer: Actor
    }
  | {
      readonly kind: 'review-dismissed'
      readonly at: Instant
      readonly actor: Actor
      readonly reviewId: string | null
    }
  | { readonly kind: PlainEventKind; readonly at: Instant; readonly actor: Actor }

export type PlainEventKind =
  | 'ready-for-review'
  | 'converted-to-draft'
  | 'closed'
  | 'reopened'
  | 'merged'
  | 'head-force-pushed'

export interface ChangedFile {
  readonly path: string
  readonly additions: number
  readonly deletions: number
}

/** A tag of a repository with the date of the commit that it points at. */
export interface Tag {
  readonly name: string
  readonly sha: string
  readonly committedAt: Instant
}

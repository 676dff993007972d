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
  readonly labels: readonly string[]
  readonly files: readonly ChangedFile[]
  readonly incomplete: readonly PullRequestPart[]
}

/** The child sets of a pull request. Each is replaced whole. */
const childSets = [
  'commits',
  'reviews',
  'comments',
  'events',
  'requestedReviewers',
  'labels',
  'files',
] as const
export type ChildSet = (typeof childSets)[number]

/**
 * What may be missing of a pull request that was read: a child set, or what it has once. `size` is `additions`,
 * `deletions` and `changedFiles`, which GitHub computes.
 */
export const pullRequestParts = [
  ...childSets,
  'author',
  'mergeCommit',
  'mergedAt',
  'closedAt',
  'fullDatabaseId',
  'size',
] as const
export type PullRequestPart = (typeof pullRequestParts)[number]

/** What a pull request has apart from its children. */
export type PullRequestScalars = Omit<RawPullRequest, ChildSet | 'incomplete'>

export interface Commit {
  readonly sha: string
  readonly authoredAt: Instant
  readonly committedAt: Instant
  /** The account that git's author belongs to; null where GitHub knows none. */
  readonly author: Actor | null
}

export type ReviewState = 'approved' | 'changes-requested' | 'commented' | 'dismissed' | 'pending'

export interface Review {
  readonly id: string
  readonly author: Actor
  readonly state: ReviewState
  /** Null while pending, and in data that does not say when it was submitted. */
  readonly submittedAt: Instant | null
  readonly url: string | null
}

export interface Comment {
  readonly id: string
  /** `review-thread`: a line comment, submitted with a review. */
  readonly kind: 'issue' | 'review-thread'
  readonly author: Actor
  /** When it was written: a line comment is a draft until its review is submitted. */
  readonly createdAt: Instant
  /** From when others could read it; null while it is a draft. */
  readonly publishedAt: Instant | null
  /** Of a line comment: its review. Null for issue comments, and where GitHub names none. */
  readonly review: { readonly id: string; readonly submittedAt: Instant | null } | null
  readonly url: string | null
}

interface EventBase {
  readonly at: Instant
  readonly actor: Actor
  /** GitHub's node id; null in data of before it was asked for. */
  readonly id: string | null
  /** Where GitHub shows the event; it has no page for requests, reopenings and pushes. */
  readonly url: string | null
}

export type TimelineEvent = EventBase &
  (
    | { readonly kind: 'review-requested' | 'review-request-removed'; readonly reviewer: Actor }
    | {
        readonly kind: 'review-dismissed'
        readonly reviewId: string | null
        /** What the review said before; null where GitHub does not say. */
        readonly previousState: ReviewState | null
      }
    | { readonly kind: 'base-changed'; readonly from: string; readonly to: string }
    | { readonly kind: 'deployed'; readonly environment: string | null }
    | { readonly kind: PlainEventKind }
  )

export type PlainEventKind =
  | 'ready-for-review'
  | 'converted-to-draft'
  | 'closed'
  | 'reopened'
  | 'merged'
  | 'head-force-pushed'
  | 'added-to-merge-queue'
  | 'removed-from-merge-queue'

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

/** A deployment of a repository, as whatever deploys reports it to GitHub. */
export interface Deployment {
  readonly id: string
  readonly environment: string
  readonly sha: string
  /** Of the commit that it deploys; 0 where that is gone, so that nothing is taken to have come before it. */
  readonly committedAt: Instant
  readonly creator: Actor
  readonly createdAt: Instant
  /** The time of its first status `SUCCESS`; null without one. */
  readonly succeededAt: Instant | null
}

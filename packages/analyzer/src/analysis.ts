/** What an analysis says. Durations are whole seconds; null means not computable, never zero. */
import type { Actor, Instant, PullRequestId, PullRequestPart } from '@upflow/model'
import type { Release } from './release.ts'

export interface Analysis {
  readonly pullRequestId: PullRequestId
  readonly number: number
  /** What of its history could not be read: what needs it is null, and there are no segments. */
  readonly incomplete: readonly PullRequestPart[]
  readonly instants: Instants
  /** They abut from the first commit (or creation) to the end; only the last may be open-ended. */
  readonly segments: readonly Segment[]
  readonly metrics: Metrics
  /** Every request of a reviewer or team with its removal and first answer, by time. */
  readonly reviewRequests: readonly ReviewRequest[]
  readonly release: Release | null
  /** What was looked at and did not count, with the reason. */
  readonly ignored: readonly Ignored[]
}

export interface Instants {
  readonly firstCommittedAt: Instant | null
  readonly createdAt: Instant
  readonly readyAt: Instant | null
  readonly reviewRequestedAt: Instant | null
  readonly firstResponseAt: Instant | null
  readonly firstReviewedAt: Instant | null
  readonly approvedAt: Instant | null
  readonly mergedAt: Instant | null
  readonly closedAt: Instant | null
  readonly releasedAt: Instant | null
}

export type State =
  | 'coding'
  | 'draft'
  | 'awaiting-request'
  | 'awaiting-review'
  | 'in-review'
  | 'approved'
  | 'closed'
  | 'awaiting-release'

export interface Segment {
  readonly state: State
  /** Only in `in-review`: whose turn it is. */
  readonly waitingOn?: 'author' | 'reviewer'
  readonly from: Instant
  /** Null while it lasts. */
  readonly to: Instant | null
  readonly because: Reason
}

export type ReasonKind =
  | 'commit'
  | 'created'
  | 'ready'
  | 'draft'
  | 'request'
  | 'review'
  | 'comment'
  | 'approval'
  | 'push'
  | 'reply'
  | 'merge'
  | 'close'
  | 'reopen'
  | 'release'

/** What started a segment. */
export interface Reason {
  readonly kind: ReasonKind
  readonly at: Instant
  readonly actor?: Actor
  readonly id?: string
}

export interface Ignored {
  readonly kind: 'review' | 'comment'
  /** Null for a review that does not say when it was submitted. */
  readonly at: Instant | null
  readonly actor: Actor
  readonly why: IgnoredWhy
}

export type IgnoredWhy =
  | 'pending'
  | 'before-created'
  | 'author'
  | 'bot'
  | 'not-a-person'
  | 'excluded'
  | 'after-merge'
  | 'while-closed'

export interface ReviewRequest {
  readonly reviewer: Actor
  readonly requestedAt: Instant
  readonly removedAt: Instant | null
  /** The reviewer's first review or comment at or after the request; always null for a team. */
  readonly respondedAt: Instant | null
  readonly seconds: number | null
}

export interface Metrics {
  /** First commit → ready, and later draft time. Null without commits, and while a draft. */
  readonly codingSeconds: number | null
  /** Ready → first response; without one, ready → end. Null while nobody has responded. */
  readonly pickupSeconds: number | null
  /** First response → merge or close. Null when unreviewed, and while in review. */
  readonly reviewSeconds: number | null
  /** Merge → release. Null until released. */
  readonly deploySeconds: number | null
  /** The sum of the four that are not null; null when all are. */
  readonly totalSeconds: number | null
  /** Merged or closed without a response. Null, as all that follows, when what it needs could not be read. */
  readonly unreviewed: boolean | null
  readonly awaitingRequestSeconds: number | null
  readonly approvedNotMergedSeconds: number | null
  readonly draftSeconds: number | null
  readonly waitingAuthorSeconds: number | null
  readonly waitingReviewerSeconds: number | null
  /** How often the turn went back to the reviewers. */
  readonly reviewRounds: number | null
  /** Added and deleted lines without generated files. */
  readonly changedLines: number | null
  readonly changedFiles: number | null
  readonly sizeClass: SizeClass | null
}

export type SizeClass = 'XS' | 'S' | 'M' | 'L' | 'XL'

/** What an analysis says. Durations are whole seconds; null means not computable or not over yet, never zero. */
import type { Actor, Instant, PullRequestId, PullRequestPart } from '@upflow/model'
import type { Release } from './release-facts.ts'

export interface Analysis {
  readonly pullRequestId: PullRequestId
  readonly number: number
  /** Of a person with several logins by the one that counts. */
  readonly author: Actor
  /** `work`, `bot`, `release`, `back-merge`, or one that the rules name. Figures count `work` unless told otherwise. */
  readonly kind: string
  /** What of its history could not be read: what needs it is null, and there are no segments. */
  readonly incomplete: readonly PullRequestPart[]
  readonly instants: Instants
  /** They abut from the first commit (or creation) to the end; only the last may be open-ended. */
  readonly segments: readonly Segment[]
  readonly metrics: Metrics
  /** Where it stands when it is not over; null when it is, or is not known. */
  readonly now: Now | null
  /** Every request of a reviewer or team with its removal and first answer, by time. */
  readonly reviewRequests: readonly ReviewRequest[]
  /** Every counted response, asked for or not, by time. */
  readonly responses: readonly AnalyzedResponse[]
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
  /** From when it stayed approved until its end, or until now. */
  readonly approvedAt: Instant | null
  readonly mergedAt: Instant | null
  /** As GitHub says: that of a merged pull request may be a second after its merge. */
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

/** Whose turn it is in `in-review`. */
export type Turn = 'author' | 'reviewers'

export interface Segment {
  readonly state: State
  /** Null but in `in-review`. */
  readonly turn: Turn | null
  readonly from: Instant
  /** Null while it lasts. */
  readonly to: Instant | null
  /** Of it, those within the working hours; null while it lasts. */
  readonly workingSeconds: number | null
  readonly because: Reason
  /** The same as the next segment's `because`; null while it lasts. */
  readonly until: Reason | null
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
  | 'changes-requested'
  | 'dismissal'
  | 'push'
  | 'reply'
  | 'merge'
  | 'close'
  | 'reopen'
  | 'release'

/** What made a boundary between two states. */
export interface Reason {
  readonly kind: ReasonKind
  readonly at: Instant
  /** Null where GitHub does not say who. */
  readonly actor: Actor | null
  /** GitHub's node id of the event, review or comment; the sha of a commit; a tag's name, a deployment's id. */
  readonly id: string | null
  readonly url: string | null
}

export interface Now {
  readonly state: State
  readonly turn: Turn | null
  readonly since: Instant
}

export interface Ignored {
  readonly kind: 'review' | 'comment' | 'request' | 'commit'
  /** Null for a review or a comment that was never submitted. */
  readonly at: Instant | null
  /** Who said it, asked for it or wrote it; null where GitHub does not say. */
  readonly actor: Actor | null
  readonly why: IgnoredWhy
}

export type IgnoredWhy =
  | 'bot'
  | 'author'
  | 'excluded'
  | 'not-a-person'
  | 'pending'
  /** Early feedback: with it a pull request is not `unreviewed`. */
  | 'while-draft'
  | 'while-closed'
  | 'before-created'
  | 'after-end'
  | 'older-than-window'

export interface ReviewRequest {
  readonly reviewer: Actor
  /** Null where GitHub does not say. */
  readonly requestedBy: Actor | null
  readonly requestedAt: Instant
  readonly removedAt: Instant | null
  /** The reviewer's first review or comment at or after the request, in a draft too; always null for a team. */
  readonly respondedAt: Instant | null
  readonly seconds: number | null
  readonly workingSeconds: number | null
}

export interface AnalyzedResponse {
  readonly reviewer: Actor
  readonly at: Instant
  readonly kind: 'review' | 'comment' | 'approval' | 'changes-requested'
  readonly id: string
  readonly url: string | null
  /** When this reviewer was last asked before; null when nobody had, and for a request that was taken back. */
  readonly requestedAt: Instant | null
  /** From the request. */
  readonly seconds: number | null
  readonly workingSeconds: number | null
  /** The first response to its request. */
  readonly isAnswer: boolean
}

/** Sums of segments. */
export interface Durations {
  /** First commit → ready, and later draft time; the draft time alone without commits of before it was opened. */
  readonly codingSeconds: number | null
  /** Ready → first response. Null when nobody responded while it was ready. */
  readonly pickupSeconds: number | null
  /** Ready → end, of one that ended without a response while ready. */
  readonly unansweredSeconds: number | null
  /** First response → merge or close. */
  readonly reviewSeconds: number | null
  /** Merge → release. */
  readonly deploySeconds: number | null
  /** First commit → merge or close: coding, pickup or unanswered, and review. */
  readonly totalSeconds: number | null
  /** Total and deploy. */
  readonly leadTimeSeconds: number | null
  readonly awaitingRequestSeconds: number | null
  readonly approvedNotMergedSeconds: number | null
  readonly draftSeconds: number | null
  readonly waitingAuthorSeconds: number | null
  readonly waitingReviewerSeconds: number | null
}

export interface Metrics extends Durations {
  /** The same sums, of working time alone. */
  readonly working: Durations
  /** Ended without anything that a reviewer said, in a draft or after. */
  readonly unreviewed: boolean | null
  /** How often the turn passed from the author to the reviewers after a response. */
  readonly reviewRounds: number | null
  /** Added and deleted lines without generated files. */
  readonly changedLines: number | null
  readonly changedFiles: number | null
  readonly sizeClass: SizeClass | null
}

export type SizeClass = 'XS' | 'S' | 'M' | 'L' | 'XL'

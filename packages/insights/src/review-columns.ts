/** What pull requests, review requests and responses say of reviews, side by side, by one clock. */
import type { Profile } from './merged-columns.ts'

/** Instants and seconds; not a number where there is none. */
export type Numbers = Float64Array

/** What has a column for each clock; here is that of one. */
export const timed = ['pickup', 'waiting_author', 'waiting_reviewer', 'approved_not_merged'] as const
export type Timed = Readonly<Record<(typeof timed)[number], Numbers>>

export interface ReviewColumns {
  /** What stands at one index of each is of one pull request. */
  readonly pulls: {
    readonly key: Numbers
    readonly createdAt: Numbers
    readonly mergedAt: Numbers
    readonly readyAt: Numbers
    readonly firstReviewedAt: Numbers
    readonly rounds: Numbers
    /** Sums of `traits`. */
    readonly traits: Uint8Array
    readonly profile: readonly Profile[]
    readonly seconds: Timed
  }
  /** `pull` is an index of `pulls`. None are of those that were not read whole. */
  readonly requests: {
    readonly pull: Int32Array
    readonly requestedAt: Numbers
    readonly respondedAt: Numbers
    readonly removedAt: Numbers
    readonly seconds: Numbers
  }
  readonly responses: {
    readonly pull: Int32Array
    readonly at: Numbers
    /** An index of `logins`. */
    readonly reviewer: Int32Array
    readonly logins: readonly string[]
  }
}

export const traits = { unreviewed: 1, incomplete: 2, open: 4 } as const

/** What pull requests, review requests and responses say of reviews, side by side, by one clock. */
import type { Numbers } from './collect-columns.ts'
import type { Profile } from './merged-columns.ts'
import { replacing } from './replace-rows.ts'

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

/** Of which the rows of some pull requests are gone, and those of `come` are there instead. */
export function replaceReviews(
  before: ReviewColumns,
  gone: ReadonlySet<number>,
  come: ReviewColumns,
): ReviewColumns {
  const pulls = replacing(before.pulls.key.length, (pull) => !gone.has(before.pulls.key[pull]!))
  const placeOf = pulls.placeOf()
  const rowsOf = (rows: Int32Array, coming: Int32Array) => {
    const replaced = replacing(rows.length, (row) => placeOf[rows[row]!]! >= 0)
    const moved = rows.map((pull) => placeOf[pull]!)
    const pull = replaced.column(
      moved,
      coming.map((pull) => pulls.count + pull),
    )
    return { replaced, pull }
  }
  const { profile, seconds, ...ofPulls } = before.pulls
  const { pull: requested, ...ofRequests } = before.requests
  const requests = rowsOf(requested, come.requests.pull)
  const { pull: responded, at, reviewer, logins } = before.responses
  const responses = rowsOf(responded, come.responses.pull)
  const all = new Map(
    [...new Set([...logins, ...come.responses.logins])].map((login, index) => [login, index]),
  )
  const reviewers = come.responses.reviewer.map((index) => all.get(come.responses.logins[index]!)!)
  return {
    pulls: {
      ...pulls.columns(ofPulls, come.pulls),
      profile: pulls.list(profile, come.pulls.profile),
      seconds: pulls.columns(seconds, come.pulls.seconds),
    },
    requests: {
      pull: requests.pull,
      ...requests.replaced.columns(ofRequests, come.requests),
    },
    responses: {
      pull: responses.pull,
      at: responses.replaced.column(at, come.responses.at),
      reviewer: responses.replaced.column(reviewer, reviewers),
      logins: [...all.keys()],
    },
  }
}

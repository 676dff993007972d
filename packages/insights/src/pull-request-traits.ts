/** What may be asked of pull requests beside the filter: instants that select them, and what a number is made of. */
import type { Instant } from '@upflow/model'
import type { Clock, Filter } from './filter.ts'
import { at, type When } from './memberships.ts'
import type { Metric } from './merged-columns.ts'
import { during } from './open-in.ts'
import type { Stretch } from './stretch.ts'

/** Which instants select; null for any. */
export interface Instants {
  /** Opened at or after. */
  readonly openedSince?: Instant | null
  /** Opened before. */
  readonly openedUntil?: Instant | null
  /** Closed without a merge at or after. */
  readonly closedSince?: Instant | null
  /** Closed without a merge before. */
  readonly closedUntil?: Instant | null
  /** Released at or after. */
  readonly releasedSince?: Instant | null
  /** Released before. */
  readonly releasedUntil?: Instant | null
  /** Opened by then, and neither merged nor closed. */
  readonly openAt?: Instant | null
  /** Open for a part of it, merged or closed in it. */
  readonly underWay?: Stretch | null
  /** Who is a member of a team, where none of these selects: the present; null for that of SQLite. */
  readonly now?: Instant | null
}

/** What else may be asked of a pull request: what a number is made of. */
export interface Traits {
  /** Where it stands. */
  readonly nowState?: string | null
  /** Merged, and nobody had said anything. */
  readonly isUnreviewed?: boolean | null
  /** False: merged and not released, where the rule of its repository releases. */
  readonly isReleased?: boolean | null
  /** False: merged, and released or not to be. */
  readonly isAwaitingRelease?: false | null
  /** Whether its whole history was read. */
  readonly isWhole?: boolean | null
  /** Whether somebody gave a review. */
  readonly isReviewed?: boolean | null
  /** Those of which a metric is not known. */
  readonly lacking?: { readonly metric: Metric; readonly clock: Clock } | null
  /** How many rounds of review; of `mostRounds`, as many or more. */
  readonly rounds?: number | null
  /** By what it was released: the `id` of a batch of releases. */
  readonly releasedBy?: string | null
  /** False: released by its own merge and with nothing else, as figures of releases have it: so in no batch of one. */
  readonly isInBatch?: boolean | null
  /** How long a metric took: at least so many seconds, and below; null for no bound. */
  readonly took?: {
    readonly metric: Metric
    readonly clock: Clock
    readonly atLeast: number | null
    readonly below: number | null
  } | null
}

/** From so many on, rounds are counted together. */
export const mostRounds = 5

/**
 * By which instant pull requests are selected: at that one somebody has to be a member of a team. Of what is asked for
 * as released it is that of the release, as figures of releases have it; where none is asked for, it is that of the
 * merge, of the close, or the present.
 */
export function selectedWhen(filter: Filter, asked: Instants & Traits): When {
  const { openedSince, openedUntil, closedSince, closedUntil, openAt, underWay, isReleased } = asked
  const { releasedSince, releasedUntil, releasedBy, isInBatch } = asked
  const now = asked.now ?? 'unixepoch()'
  if (isGiven(filter.since, filter.until)) return at('a.merged_at')
  if (isGiven(closedSince, closedUntil)) return at('a.closed_at')
  if (isGiven(openAt)) return at(openAt!)
  if (isGiven(underWay)) return during(underWay!).membersWhen
  if (isGiven(openedSince, openedUntil)) return at('a.created_at')
  if (isReleased === true || isGiven(releasedSince, releasedUntil, releasedBy, isInBatch))
    return at('a.released_at')
  // What awaits its release awaits it now.
  return isReleased === false ? at(now) : at(`coalesce(a.merged_at, a.closed_at, ${now})`)
}

const isGiven = (...asked: readonly unknown[]) => asked.some((one) => one !== null && one !== undefined)

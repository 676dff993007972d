/** Leaves a part of a credential's points to others who ask with it: whoever has come to that part waits until they are counted anew. */
import type { AccessFacts } from './access-facts.ts'

export interface PointsReserve {
  /** What the last answer said: of the whole credential, whoever has spent of it, in whatever process. */
  heard(facts: Pick<AccessFacts, 'at' | 'points'>): void
  /** Milliseconds until points may be spent again; 0 when they may now, or when nothing is known. */
  waitMs(): number
}

/**
 * @param share of the points, in [0, 1): 0 leaves nothing
 * @param clock milliseconds of which only differences count
 */
export function createPointsReserve(share: number, clock: () => number): PointsReserve {
  let reachedUntil = Number.NEGATIVE_INFINITY
  return {
    heard({ at, points }) {
      const isReached = points !== null && share > 0 && points.remaining <= points.limit * share
      reachedUntil = isReached ? clock() + (points.resetAt - at) * 1_000 : Number.NEGATIVE_INFINITY
    },
    waitMs: () => Math.max(0, reachedUntil - clock()),
  }
}

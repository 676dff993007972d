/** Leaves a part of a credential's points to others who ask with it: whoever has come to that part waits until they are counted anew. */
import type { AccessFacts } from './access-facts.ts'

export interface PointsReserve {
  /** What the last answer said: of the whole credential, whoever has spent of it, in whatever process. */
  heard(facts: Pick<AccessFacts, 'at' | 'points'>): void
  /**
   * Milliseconds until points may be spent again; 0 when they may now, or when nothing is known.
   * @param share of the points, in [0, 1): 0 leaves nothing
   */
  waitMs(share: number): number
}

/** @param clock milliseconds of which only differences count */
export function createPointsReserve(clock: () => number): PointsReserve {
  let known: { readonly remaining: number; readonly limit: number; readonly countedAnewAt: number } | null =
    null
  return {
    heard({ at, points }) {
      known = points && { ...points, countedAnewAt: clock() + (points.resetAt - at) * 1_000 }
    },
    waitMs: (share) =>
      known && share > 0 && known.remaining <= known.limit * share
        ? Math.max(0, known.countedAnewAt - clock())
        : 0,
  }
}

/**
 * Leaves a part of a credential's points to others who ask with it: whoever has come to that part waits until they are
 * counted anew. What another client has sent and nobody has heard of yet is in no answer: of one's own it is known, and
 * as much as another may have under way is left to it above that part, so that two together do not come to it either.
 */
import type { AccessFacts } from './access-facts.ts'
import { mostAtOnce } from './scheduler.ts'

type Said = Pick<AccessFacts, 'at' | 'points'>

export interface PointsReserve {
  /**
   * Milliseconds until points may be spent again; 0 when they may now, or when nothing is known.
   * @param share of the points, in [0, 1): 0 leaves nothing
   */
  waitMs(share: number): number
  /** A request goes out. Until its end it may cost what the dearest has. */
  begin(): Spending
}

export interface Spending {
  /** What its answer said: of the whole credential, whoever has spent of it, in whatever process. */
  heard(said: Said, cost: number): void
  /** It is over, answered or not. */
  end(): void
}

/** Of one count of GitHub's, whose servers may not date its end to the same second. */
const sameCountSeconds = 5

interface Known {
  readonly limit: number
  readonly remaining: number
  readonly resetAt: number
  readonly countedAnewAt: number
}

/** @param clock milliseconds of which only differences count */
export function createPointsReserve(clock: () => number): PointsReserve {
  let known: Known | null = null
  let dearest = 1
  let underWay = 0

  const learn = ({ at, points }: Said): Known | null => {
    // What stood between says nothing of them: a proxy's 502.
    if (points === null) return known
    // Answers overtake each other: of one count, the least is the latest.
    return known !== null && Math.abs(known.resetAt - points.resetAt) <= sameCountSeconds
      ? { ...known, remaining: Math.min(known.remaining, points.remaining) }
      : { ...points, countedAnewAt: clock() + (points.resetAt - at) * 1_000 }
  }

  return {
    waitMs(share) {
      if (known === null || share <= 0) return 0
      const left = known.remaining - known.limit * share - (underWay + mostAtOnce) * dearest
      return left < dearest ? Math.max(0, known.countedAnewAt - clock()) : 0
    },
    begin() {
      underWay++
      return {
        heard(said, cost) {
          dearest = Math.max(dearest, cost)
          known = learn(said)
        },
        end() {
          underWay--
        },
      }
    },
  }
}

/**
 * How many runs an organization's deliveries may lead to: a number at once, and then so many a second. What is beyond
 * it a crawl reads for a fraction of the points.
 */

export interface DeliveryLimit {
  /** Null when one more may begin; else after how many seconds one may. */
  take(organization: string): number | null
}

export interface DeliveryLimitOptions {
  /** At once, after a quiet while. */
  readonly burst: number
  readonly perSecond: number
  /** Milliseconds of a steady clock. */
  readonly nowMs?: () => number
}

/** About as many pull requests, one by one, as a token has points for in an hour. */
export const usualLimit = { burst: 1_000, perSecond: 1 }

export function createDeliveryLimit({
  burst,
  perSecond,
  nowMs = () => performance.now(),
}: DeliveryLimitOptions): DeliveryLimit {
  const buckets = new Map<string, { left: number; at: number }>()
  return {
    take(organization) {
      const at = nowMs()
      const known = buckets.get(organization)
      const left = known ? Math.min(burst, known.left + ((at - known.at) / 1_000) * perSecond) : burst
      const isFree = left >= 1
      buckets.set(organization, { left: isFree ? left - 1 : left, at })
      return isFree ? null : Math.ceil((1 - left) / perSecond)
    },
  }
}

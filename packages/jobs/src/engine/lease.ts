/** An owner's own right to a run, by the clock that nobody sets, and what it may do meanwhile about a store in trouble. */
import { setTimeout as sleep } from 'node:timers/promises'
import { isStoreTrouble, type JobsError } from '../jobs-error.ts'
import type { Maybe } from '../store.ts'

export interface Lease {
  renew(askedAt: number): void
  isOver(): boolean
  /**
   * Writes to the run, again and again with back-off while the store is in a trouble that may pass.
   * @throws that trouble once the lease is over; any other error at once
   */
  write(work: () => Maybe<void>): Promise<void>
}

/**
 * @param askedAt when it was asked for, of `performance.now()`: what is on file lasts no longer
 * @param onTrouble told what a write is repeated for, and null once it no longer is
 */
export function createLease(
  leaseMs: number,
  askedAt: number,
  onTrouble: (error: JobsError | null) => void,
): Lease {
  let endsAt = askedAt + leaseMs
  const isOver = () => performance.now() >= endsAt
  return {
    renew: (at) => {
      endsAt = at + leaseMs
    },
    isOver,
    async write(work) {
      for (let failed = 0; ; failed++) {
        try {
          await work()
          if (failed > 0) onTrouble(null)
          return
        } catch (error) {
          if (!isStoreTrouble(error) || !error.retryable || isOver()) {
            if (failed > 0) onTrouble(null)
            throw error
          }
          onTrouble(error)
        }
        await sleep(Math.min(1_000, 25 * 2 ** failed) * (0.5 + Math.random() / 2))
      }
    },
  }
}

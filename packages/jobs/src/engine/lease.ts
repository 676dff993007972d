/** An owner's own right to a run, by the clock that nobody sets, and what it may do meanwhile about a store in trouble. */
import { setTimeout as sleep } from 'node:timers/promises'
import { isStoreTrouble } from '../jobs-error.ts'
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

/** @param askedAt when it was asked for, of `performance.now()`: what is on file lasts no longer */
export function createLease(leaseMs: number, askedAt: number): Lease {
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
          return await work()
        } catch (error) {
          if (!isStoreTrouble(error) || !error.retryable || isOver()) throw error
        }
        await sleep(Math.min(1_000, 25 * 2 ** failed) * (0.5 + Math.random() / 2))
      }
    },
  }
}

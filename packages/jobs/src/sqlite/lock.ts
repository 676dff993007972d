/** What to do about SQLite's lock: each try of it is short, and between the tries the event loop turns. */
import { setTimeout as sleep } from 'node:timers/promises'
import type { Maybe } from '../store.ts'
import { storeBusy, toStoreError } from './store-error.ts'

export const isLocked = (error: unknown): boolean =>
  /^SQLITE_(BUSY|LOCKED)/.test(String((error as { code?: unknown } | null)?.code))

/** Before the next try, the failed ones counted from 0: half of it is chance, so that many do not come at once. */
export const pauseMs = (failed: number): number => Math.min(80, 5 * 2 ** failed) * (0.5 + Math.random() / 2)

/** Somebody has waited for the lock for over a second. */
export interface LockWait {
  readonly path: string
  readonly what: 'open' | 'read' | 'write'
  readonly waitedMs: number
}

export interface Patience {
  readonly path: string
  readonly lockPatienceMs: number
  /** Told how long is waited for, every few seconds, whoever waits. */
  readonly onWait: (what: LockWait['what'], sinceMs: number) => void
}

const firstSaidMs = 1_000
const saidAgainMs = 5_000

/** @param onWait called after a second of waiting, then every five, however many wait for the same lock */
export function createPatience(
  path: string,
  lockPatienceMs: number,
  onWait: (wait: LockWait) => void,
): Patience {
  let saidAt = Number.NEGATIVE_INFINITY
  return {
    path,
    lockPatienceMs,
    onWait(what, sinceMs) {
      const now = performance.now()
      if (now - sinceMs < firstSaidMs || now - saidAt < saidAgainMs) return
      saidAt = now
      onWait({ path, what, waitedMs: Math.round(now - sinceMs) })
    },
  }
}

/** Answers at once unless a lock is met. @throws JobsError `jobs/store-busy` when it is not free in time */
export function readWhenFree<T>(work: () => Maybe<T>, patience: Patience): Maybe<T> {
  try {
    return work()
  } catch (error) {
    if (!isLocked(error)) throw toStoreError(patience.path, error)
    return tryUntilFree(work, patience, 'read')
  }
}

/** @throws JobsError `jobs/store-busy` when it is not free in time; the signal's reason */
export async function tryUntilFree<T>(
  work: () => Maybe<T>,
  { path, lockPatienceMs, onWait }: Patience,
  what: LockWait['what'],
  signal?: AbortSignal,
): Promise<T> {
  const since = performance.now()
  for (let failed = 0; ; failed++) {
    signal?.throwIfAborted()
    try {
      return await work()
    } catch (error) {
      if (!isLocked(error)) throw toStoreError(path, error)
      if (performance.now() - since >= lockPatienceMs)
        throw storeBusy(path, `it was waited for ${lockPatienceMs} ms`, error)
    }
    onWait(what, since)
    await sleep(pauseMs(failed))
  }
}

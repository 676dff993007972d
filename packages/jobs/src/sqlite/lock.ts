/** What to do about SQLite's lock: each try of it is short, and between the tries the event loop turns. */
import { setTimeout as sleep } from 'node:timers/promises'
import { JobsError } from '../jobs-error.ts'
import type { Maybe } from '../store.ts'

export const isLocked = (error: unknown): boolean =>
  String((error as { code?: unknown } | null)?.code).startsWith('SQLITE_BUSY')

/** Before the next try, the failed ones counted from 0: half of it is chance, so that many do not come at once. */
export const pauseMs = (failed: number): number => Math.min(80, 5 * 2 ** failed) * (0.5 + Math.random() / 2)

export const storeBusy = (path: string, why: string, cause?: unknown) =>
  new JobsError(
    'jobs/store-busy',
    `The jobs file ${path} is locked by another process: ${why}. Look for a program that keeps a transaction open on it; what was not recorded is done again.`,
    { path },
    { cause, retryable: true },
  )

export interface Patience {
  readonly path: string
  readonly lockPatienceMs: number
}

/** Answers at once unless a lock is met. @throws JobsError `jobs/store-busy` when it is not free in time */
export function readWhenFree<T>(work: () => Maybe<T>, patience: Patience): Maybe<T> {
  try {
    return work()
  } catch (error) {
    if (!isLocked(error)) throw error
    return keepReading(work, patience)
  }
}

async function keepReading<T>(work: () => Maybe<T>, { path, lockPatienceMs }: Patience): Promise<T> {
  const giveUpAt = performance.now() + lockPatienceMs
  for (let failed = 0; ; failed++) {
    await sleep(pauseMs(failed))
    try {
      return await work()
    } catch (error) {
      if (!isLocked(error)) throw error
      if (performance.now() >= giveUpAt)
        throw storeBusy(path, `it was waited for ${lockPatienceMs} ms`, error)
    }
  }
}

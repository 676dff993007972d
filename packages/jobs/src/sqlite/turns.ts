/**
 * Waits for SQLite's lock without blocking: each try is short, and what meets the lock is tried again later, while
 * the event loop turns. Writes keep the order they were asked for: a later one never overtakes.
 */
import { setTimeout as sleep } from 'node:timers/promises'
import { JobsError } from '../jobs-error.ts'
import type { Maybe } from '../store.ts'

export interface Turns {
  /** Answers at once unless the lock is met. @throws JobsError `jobs/store-busy` when it is not free in time */
  read<T>(work: () => Maybe<T>): Maybe<T>
  /** As `read`, after every write that waits. */
  write<T>(work: () => T): Maybe<T>
  /** What still waits is refused. */
  close(): void
}

const firstPauseMs = 5
const longestPauseMs = 80

export function createTurns(path: string, patienceMs: number): Turns {
  let last: Promise<unknown> | null = null
  const closing = new AbortController()

  const keepTrying = async <T>(work: () => Maybe<T>, giveUpAt: number): Promise<T> => {
    for (let pauseMs = firstPauseMs; ; pauseMs = Math.min(pauseMs * 2, longestPauseMs)) {
      closing.signal.throwIfAborted()
      try {
        return work()
      } catch (error) {
        if (!isLocked(error)) throw error
        if (performance.now() >= giveUpAt) throw busy(path, `it waited ${patienceMs} ms`, error)
      }
      const pause = sleep(pauseMs * (0.5 + Math.random() / 2), undefined, { signal: closing.signal })
      await pause.catch(() => closing.signal.throwIfAborted())
    }
  }
  const orWait = <T>(work: () => Maybe<T>, wait: () => Promise<T>): Maybe<T> => {
    try {
      return work()
    } catch (error) {
      if (!isLocked(error)) throw error
      return wait()
    }
  }
  const afterLast = <T>(work: () => T): Promise<T> => {
    const giveUpAt = performance.now() + patienceMs
    const mine = (last ?? sleep(firstPauseMs)).then(() => keepTrying(work, giveUpAt))
    const ended = mine.then(noResult, noResult).then(() => {
      if (last === ended) last = null
    })
    last = ended
    return mine
  }
  return {
    read: (work) =>
      orWait(work, async () => {
        await sleep(firstPauseMs)
        return keepTrying(work, performance.now() + patienceMs)
      }),
    write: (work) => (last ? afterLast(work) : orWait(work, () => afterLast(work))),
    close: () => closing.abort(busy(path, 'the engine stopped while it waited')),
  }
}

/** The failure of one write is its caller's; the next one only waits for its end. */
const noResult = () => undefined

export const isLocked = (error: unknown): boolean =>
  String((error as { code?: unknown } | null)?.code).startsWith('SQLITE_BUSY')

const busy = (path: string, why: string, cause?: unknown) =>
  new JobsError(
    'jobs/store-busy',
    `The jobs file ${path} is locked by another process: ${why}. Look for a program that keeps a transaction open on it; what was not recorded is done again.`,
    { path },
    { cause, retryable: true },
  )

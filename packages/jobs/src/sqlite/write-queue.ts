/**
 * The writes of one store, in the order they were asked for. Those that are asked for at the same time share one
 * IMMEDIATE transaction, in which each is kept or undone by itself; when another process has the lock they wait for
 * it together, while the event loop turns.
 */
import type Database from 'better-sqlite3'
import { isLocked, type Patience, pauseMs } from './lock.ts'
import { storeBusy, toStoreError } from './store-error.ts'

export interface Write {
  /** Within the transaction. May be done again when that could not be committed. */
  work(): void
  committed(): void
  /** With what `work` threw, or what ails the file. */
  refused(error: unknown): void
}

export interface WriteQueue {
  add(write: Write): void
  /** Refuses what still waits. */
  close(): void
}

/** How long one transaction may go on before the rest has to wait for the next turn of the event loop. */
const budgetMs = 8

export function createWriteQueue(
  database: Database.Database,
  { path, lockPatienceMs, onWait }: Patience,
  checkUsable: () => void,
  onCommit: () => void,
): WriteQueue {
  const transact = database.transaction((work: () => void) => work())
  let waiting: (Write & { readonly since: number })[] = []
  let failed = 0
  let isDue = false
  let timer: NodeJS.Timeout | undefined
  let turnedAt = 0

  /** Does the first ones in one transaction and tells how each ended, in order. */
  const transactFirst = (): (() => void)[] => {
    if (waiting.length === 1) {
      const only = waiting[0]!
      transact.immediate(() => only.work())
      return [() => only.committed()]
    }
    const until = performance.now() + budgetMs
    const ends: (() => void)[] = []
    transact.immediate(() => {
      for (const write of waiting) {
        try {
          transact(() => write.work())
          ends.push(() => write.committed())
        } catch (error) {
          if (!database.inTransaction) throw error
          ends.push(() => write.refused(error))
        }
        if (performance.now() >= until) break
      }
    })
    return ends
  }

  const drain = () => {
    isDue = false
    if (waiting.length === 0) return
    const asked = waiting
    let ends: (() => void)[]
    try {
      // What is written to a file that nobody finds again would be lost.
      checkUsable()
      ends = transactFirst()
      failed = 0
      onCommit()
    } catch (error) {
      if (isLocked(error)) return tryLater(error)
      // Nothing of it was kept: whoever asked may ask again.
      ends = asked.map((write) => () => write.refused(error))
    }
    waiting = asked.slice(ends.length)
    for (const end of ends) end()
    if (waiting.length > 0 && !isDue) {
      isDue = true
      setImmediate(drain)
    }
  }
  const tryLater = (error: unknown) => {
    const now = performance.now()
    onWait('write', waiting[0]!.since)
    const late = waiting.filter(({ since }) => since + lockPatienceMs <= now)
    waiting = waiting.filter(({ since }) => since + lockPatienceMs > now)
    isDue = true
    timer = setTimeout(drain, pauseMs(failed++))
    for (const write of late) write.refused(storeBusy(path, `it was waited for ${lockPatienceMs} ms`, error))
  }

  return {
    add(write) {
      const refused = (error: unknown) => write.refused(toStoreError(path, error))
      waiting.push({ ...write, refused, since: performance.now() })
      if (isDue) return
      isDue = true
      // What others ask for in the same turn comes along. Whoever asks after each answer must not keep the turn.
      const now = performance.now()
      if (now - turnedAt < budgetMs) return queueMicrotask(drain)
      turnedAt = now
      setImmediate(drain)
    },
    close() {
      clearTimeout(timer)
      const refused = waiting
      waiting = []
      for (const write of refused)
        write.refused(storeBusy(path, 'the engine stopped while it was waited for'))
    },
  }
}

/** SQLite contention, expected and counted: bounded retries with back-off and jitter, and a summary a step. */
import { setTimeout as sleep, setImmediate as yieldToLoop } from 'node:timers/promises'
import { DbError } from '../db-error.ts'

export interface BusyEvent {
  readonly worker: string
  readonly organization: string
  /** 1 for the first try that met a lock. */
  readonly attempt: number
  /** How long was waited before the next try; 0 when given up. */
  readonly delayMs: number
  readonly gaveUp: boolean
  readonly message: string
}

export interface BusySummary {
  readonly events: number
  readonly retries: number
  readonly gaveUp: number
  readonly totalWaitMs: number
  readonly byWorker: Readonly<Record<string, number>>
}

/** A lock that has been waited for a second or more: told then, and every five seconds after. */
export interface LongWait {
  readonly worker: string
  /** The file in words. */
  readonly what: string
  readonly waitedMs: number
  /** What a thread or process does, in words. */
  readonly message: string
}

export const toLongWait = (wait: Omit<LongWait, 'message'>): LongWait => ({
  ...wait,
  message: `waits for the ${wait.what}, which another process keeps locked: ${Math.round(wait.waitedMs / 1_000)} s so far`,
})

/** How those behind the waiting hear of it, and end it. */
export interface Waiting {
  readonly signal?: AbortSignal | undefined
  readonly onLongWait?: ((wait: LongWait) => void) | undefined
}

export interface BusyRetryOptions extends Waiting {
  readonly worker: string
  readonly organization: string
  /** The file in words, for errors. Default: `file of organization '…'`. */
  readonly what?: string
  /** Called with each event. */
  readonly onBusy?: (event: BusyEvent) => void
  /** Waits before the second, third, … try. Default 150, 400, 1000: after as many busy timeouts of a worker thread. */
  readonly delaysMs?: readonly number[]
  /** How long one try goes on, by what SQLite itself waits at a time (default: that once). */
  readonly tryMs?: number
  readonly random?: () => number
  /** An error of the driver as one of ours, which says of which file it is and what to do; anything else as it is. */
  readonly explain?: (error: unknown) => unknown
}

/** For the main thread, where SQLite itself waits next to nothing: soon at first, then four times a second, 30 s in all. */
const mainThreadDelaysMs = [10, 20, 40, 80, 160, ...Array<number>(119).fill(250)]

export const mainThreadRetry = (
  organization: string,
  what?: string,
  waiting: Waiting = {},
): BusyRetryOptions => ({
  worker: 'main',
  organization,
  ...(what === undefined ? {} : { what }),
  ...waiting,
  delaysMs: mainThreadDelaysMs,
})

const isBusy = (error: unknown): boolean => {
  const { code = '', facts } = (error ?? {}) as { code?: string; facts?: object }
  // What was given up has been waited for.
  return /^SQLITE_(BUSY|LOCKED)/.test(code) || (code === 'db/busy' && !(facts && 'attempts' in facts))
}

const firstWordMs = 1_000
const nextWordMs = 5_000

/**
 * Runs a whole transaction and, when SQLite says busy, runs it again.
 * @throws DbError `db/busy` when the last try met a lock too; any other error at once, explained; the signal's reason
 */
export async function withBusyRetry<T>(
  transaction: () => T | Promise<T>,
  options: BusyRetryOptions,
): Promise<T> {
  const {
    worker,
    organization,
    what = `file of organization '${organization}'`,
    onBusy,
    signal,
    onLongWait,
    delaysMs = [150, 400, 1_000],
    tryMs = 0,
    random = Math.random,
    explain = (error) => error,
  } = options
  const startedAt = performance.now()
  let wordAtMs = firstWordMs
  const sayIfLong = () => {
    const waitedMs = performance.now() - startedAt
    if (waitedMs < wordAtMs) return
    wordAtMs = waitedMs + nextWordMs
    onLongWait?.(toLongWait({ worker, what, waitedMs }))
  }
  for (let attempt = 1; ; attempt++) {
    signal?.throwIfAborted()
    try {
      return await tryFor(tryMs, transaction, { signal, onBusy: sayIfLong })
    } catch (error) {
      if (!isBusy(error)) throw explain(error)
      const base = delaysMs[attempt - 1]
      const gaveUp = base === undefined
      const delayMs = gaveUp ? 0 : Math.round(base * (0.75 + random() / 2))
      onBusy?.({ worker, organization, attempt, delayMs, gaveUp, message: (error as Error).message })
      if (gaveUp)
        throw new DbError(
          'db/busy',
          `The ${what} stayed locked over ${attempt} tries, ${Math.round((performance.now() - startedAt) / 1_000)} s. Another process writes to it for long: see which, and try again.`,
          { organization, attempts: attempt },
          { cause: error, retryable: true },
        )
      sayIfLong()
      await sleep(delayMs, undefined, { signal }).catch(() => {})
    }
  }
}

/** One try: SQLite waits a little at a time, so that its thread hears of the signal in between. */
async function tryFor<T>(
  tryMs: number,
  transaction: () => T | Promise<T>,
  { signal, onBusy }: { readonly signal: AbortSignal | undefined; readonly onBusy: () => void },
): Promise<T> {
  const until = performance.now() + tryMs
  for (;;) {
    try {
      return await transaction()
    } catch (error) {
      if (!isBusy(error) || performance.now() >= until) throw error
      onBusy()
    }
    await yieldToLoop()
    signal?.throwIfAborted()
  }
}

export function summarizeBusy(events: readonly BusyEvent[]): BusySummary {
  const byWorker: Record<string, number> = {}
  for (const { worker } of events) byWorker[worker] = (byWorker[worker] ?? 0) + 1
  const gaveUp = events.filter((event) => event.gaveUp).length
  return {
    events: events.length,
    retries: events.length - gaveUp,
    gaveUp,
    totalWaitMs: events.reduce((sum, event) => sum + event.delayMs, 0),
    byWorker,
  }
}

/** One line for a log: `SQLite was busy 3 times: 3 retries, 0 gave up, 712 ms waited (sync 2, recalculate 1)`. */
export function busyLine({ events, retries, gaveUp, totalWaitMs, byWorker }: BusySummary): string {
  const workers = Object.entries(byWorker).map(([worker, count]) => `${worker} ${count}`)
  return `SQLite was busy ${events} times: ${retries} retries, ${gaveUp} gave up, ${totalWaitMs} ms waited (${workers.join(', ')})`
}

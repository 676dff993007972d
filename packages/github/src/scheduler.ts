/** How much is asked at once with one credential: grows by one after a success, halves at a limit, pauses until told. */
import { setTimeout as sleep } from 'node:timers/promises'

export interface Scheduler {
  /** Runs the work when it is its turn. A call that is aborted while it waits never runs. */
  schedule<T>(work: () => Promise<T>, signal?: AbortSignal): Promise<T>
  succeeded(): void
  /** Lets nothing begin for so long, and halves what runs at once. */
  pause(ms: number): void
}

export function createScheduler({ most = 4 }: { readonly most?: number } = {}): Scheduler {
  let limit = 1
  let running = 0
  let pausedUntil = 0
  const waiting: (() => void)[] = []

  const admit = () => {
    while (running < limit && waiting.length > 0) {
      running++
      waiting.shift()!()
    }
  }
  const turn = (signal?: AbortSignal) =>
    new Promise<void>((resolve, reject) => {
      signal?.throwIfAborted()
      const leave = () => {
        waiting.splice(waiting.indexOf(enter), 1)
        reject(signal!.reason)
      }
      const enter = () => {
        signal?.removeEventListener('abort', leave)
        resolve()
      }
      signal?.addEventListener('abort', leave, { once: true })
      waiting.push(enter)
      admit()
    })

  return {
    async schedule(work, signal) {
      await turn(signal)
      try {
        for (let left = pausedUntil - performance.now(); left > 0; left = pausedUntil - performance.now())
          await abortableSleep(left, signal)
        return await work()
      } finally {
        running--
        admit()
      }
    },
    succeeded() {
      limit = Math.min(most, limit + 1)
      admit()
    },
    pause(ms) {
      limit = Math.max(1, Math.floor(limit / 2))
      pausedUntil = Math.max(pausedUntil, performance.now() + ms)
    },
  }
}

/** Rejects with the signal's own reason. */
export async function abortableSleep(ms: number, signal?: AbortSignal): Promise<void> {
  try {
    await sleep(ms, undefined, signal ? { signal } : {})
  } catch (error) {
    signal?.throwIfAborted()
    throw error
  }
}

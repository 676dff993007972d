/** How much is asked at once with one credential: grows by one after a success, halves at a limit, pauses until told. */
import { setTimeout as sleep } from 'node:timers/promises'
import type { Limit } from './classify.ts'

export interface Scheduler {
  /** Runs the work when it is its turn. A call that is aborted while it waits never runs. @throws Paused */
  schedule<T>(work: () => Promise<T>, signal?: AbortSignal): Promise<T>
  succeeded(): void
  /** Lets nothing begin for so long, and halves what runs at once. @param why for those that do not wait for its end */
  pause(ms: number, why?: Limit): void
}

/** Its turn has come in a pause that is longer than is waited for. */
export class Paused {
  readonly why: Limit
  readonly ms: number
  constructor(why: Limit, ms: number) {
    this.why = why
    this.ms = ms
  }
}

/** Of one client, unless it is told otherwise. */
export const mostAtOnce = 4

export interface SchedulerOptions {
  /** At once. */
  readonly most?: number
  /** Who comes in a longer pause is told of it, instead of waiting (default: all wait). */
  readonly longestWaitMs?: number
}

export function createScheduler({
  most = mostAtOnce,
  longestWaitMs = Number.POSITIVE_INFINITY,
}: SchedulerOptions = {}): Scheduler {
  let limit = 1
  let running = 0
  let paused: { readonly until: number; readonly why: Limit } = { until: 0, why: 'primary' }
  const leftMs = () => paused.until - performance.now()
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
        for (let left = leftMs(); left > 0; left = leftMs()) {
          if (left > longestWaitMs) throw new Paused(paused.why, left)
          await abortableSleep(left, signal)
        }
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
    pause(ms, why = 'primary') {
      limit = Math.max(1, Math.floor(limit / 2))
      const until = performance.now() + ms
      if (until > paused.until) paused = { until, why }
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

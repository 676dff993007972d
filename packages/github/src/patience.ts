/** Tries until it has an answer, or knows that there will be none: waits where GitHub says so, and between tries. */
import type { Verdict } from './classify.ts'
import { GithubError } from './github-error.ts'
import { abortableSleep, type Scheduler } from './scheduler.ts'

export interface Wait {
  readonly why: 'rate limit' | 'secondary rate limit' | 'trouble'
  readonly ms: number
  readonly message: string
}

export interface TransportTiming {
  /** For one answer, from when the request is sent (default 60 s). */
  readonly attemptTimeoutMs: number
  /** Before the second try of what failed in transit; doubles (default 500 ms). */
  readonly retryDelayMs: number
  /** Tries of what failed in transit (default 4). */
  readonly attempts: number
}

export const toTiming = (timing: Partial<TransportTiming> = {}): TransportTiming => ({
  attemptTimeoutMs: 60_000,
  retryDelayMs: 500,
  attempts: 4,
  ...timing,
})

export type Judged = Verdict & { readonly answeredAt: number | null }

/** @throws GithubError; the signal's reason when aborted */
export type Patiently = (
  scheduler: Scheduler,
  asked: { readonly where: string; readonly signal?: AbortSignal | undefined },
  attempt: () => Promise<Judged>,
) => Promise<Extract<Judged, { kind: 'ok' }>>

export function createPatience({
  timing,
  onWait,
  random,
}: {
  readonly timing: TransportTiming
  readonly onWait: ((wait: Wait) => void) | undefined
  readonly random: () => number
}): Patiently {
  const wait = async (why: Wait['why'], ms: number, message: string, signal?: AbortSignal) => {
    if (ms >= 1_000) onWait?.({ why, ms, message })
    await abortableSleep(ms, signal)
  }

  /** Secondary limits in a row are waited for longer and longer. */
  const pause = (
    scheduler: Scheduler,
    { limit, waitMs }: Extract<Verdict, { kind: 'limited' }>,
    earlier: number,
  ) => {
    const growth = limit === 'secondary' ? 2 ** Math.min(earlier, 5) : 1
    const ms = Math.min(65 * 60_000, waitMs * growth) + random() * 1_000
    scheduler.pause(ms)
    return { kind: 'paused', limit, ms } as const
  }

  return async (scheduler, { where, signal }, attempt) => {
    let limits = 0
    for (let failures = 0; ; ) {
      const verdict = await scheduler.schedule(async () => {
        const found = await attempt()
        // Paused before the slot is given on: nothing slips out meanwhile.
        return found.kind === 'limited' ? pause(scheduler, found, limits++) : found
      }, signal)
      switch (verdict.kind) {
        case 'ok':
          scheduler.succeeded()
          return verdict
        case 'fatal':
          throw verdict.error
        case 'heavy':
          throw new GithubError(
            'github/query-too-heavy',
            `GitHub could not answer in time (${where}): ${verdict.why}.`,
            {},
            { retryable: true },
          )
        case 'paused':
          await wait(
            verdict.limit === 'primary' ? 'rate limit' : 'secondary rate limit',
            verdict.ms,
            `GitHub's ${verdict.limit} rate limit is reached`,
            signal,
          )
          break
        case 'transient': {
          if (++failures >= timing.attempts) throw verdict.error
          const ms = timing.retryDelayMs * 2 ** (failures - 1) * (0.75 + random() / 2)
          await wait('trouble', ms, verdict.error.message, signal)
        }
      }
    }
  }
}

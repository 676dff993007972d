/** Tries until it has an answer, or knows that there will be none: waits where GitHub says so, and between tries. */
import { toIso } from '@upflow/model'
import type { Limit, Verdict } from './classify.ts'
import { GithubError } from './github-error.ts'
import { abortableSleep, Paused, type Scheduler } from './scheduler.ts'

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
  /**
   * At a limit that lasts longer, `github/rate-limited` is thrown with when to come again (default: all are waited for).
   */
  readonly longestWaitMs: number
}

export const toTiming = (timing: Partial<TransportTiming> = {}): TransportTiming => ({
  attemptTimeoutMs: 60_000,
  retryDelayMs: 500,
  attempts: 4,
  longestWaitMs: Number.POSITIVE_INFINITY,
  ...timing,
})

export type Judged = Verdict & { readonly answeredAt: number | null }

const reasons: Readonly<Record<Limit, string>> = {
  primary: "GitHub's primary rate limit is reached",
  secondary: "GitHub's secondary rate limit is reached",
  reserve: 'The points that are left of this hour are kept for crawls',
}

function limited(limit: Limit, ms: number, where: string): GithubError {
  const until = Math.ceil((Date.now() + ms) / 1_000)
  return new GithubError(
    'github/rate-limited',
    `${reasons[limit]} (${where}): nothing more is asked before ${toIso(until)}. Come again then.`,
    { until },
    { retryable: true, retryAfterMs: Math.ceil(ms) },
  )
}

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
    // What is kept for others keeps only those from asking who leave it: each finds it so by itself.
    if (limit !== 'reserve') scheduler.pause(ms, limit)
    return { kind: 'paused', limit, ms } as const
  }

  return async (scheduler, { where, signal }, attempt) => {
    let limits = 0
    for (let failures = 0; ; ) {
      const verdict = await scheduler
        .schedule(async () => {
          const found = await attempt()
          // Paused before the slot is given on: nothing slips out meanwhile.
          return found.kind === 'limited' ? pause(scheduler, found, limits++) : found
        }, signal)
        .catch((error: unknown) => {
          throw error instanceof Paused ? limited(error.why, error.ms, where) : error
        })
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
          if (verdict.ms > timing.longestWaitMs) throw limited(verdict.limit, verdict.ms, where)
          await wait(
            verdict.limit === 'secondary' ? 'secondary rate limit' : 'rate limit',
            verdict.ms,
            reasons[verdict.limit],
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

/** When a failed attempt is tried again. */
export interface RetryOptions {
  /** Tries in all (default 3). */
  readonly attempts?: number
  /** Before the second try (default 500). */
  readonly initialDelayMs?: number
  /** Times longer before each further try (default 2). */
  readonly factor?: number
  /** Default 60,000. */
  readonly maxDelayMs?: number
  /** Default: what the error's own `retryable` says, else true. */
  readonly retryable?: (error: unknown) => boolean
}

/**
 * How long to wait before the next attempt, or null to give up. An error's own `retryAfterMs` is a lower bound;
 * half of the rest is jitter, so that many do not come back at once.
 * @param attempt the one that failed, from 1
 * @param random in [0, 1)
 */
export function nextDelayMs(
  error: unknown,
  attempt: number,
  options: RetryOptions,
  random: number,
): number | null {
  const {
    attempts = 3,
    initialDelayMs = 500,
    factor = 2,
    maxDelayMs = 60_000,
    retryable = isRetryable,
  } = options
  if (attempt >= attempts || !retryable(error)) return null
  const full = Math.min(maxDelayMs, initialDelayMs * factor ** (attempt - 1))
  const asked = (error as { retryAfterMs?: unknown } | null)?.retryAfterMs
  return Math.max(typeof asked === 'number' ? asked : 0, Math.round(full / 2 + (full / 2) * random))
}

const isRetryable = (error: unknown): boolean =>
  (error as { retryable?: unknown } | null)?.retryable !== false

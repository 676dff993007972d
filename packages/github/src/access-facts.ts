/** What answers say of the credential, beside what was asked for: when it expires, and what is left of its points. */
import type { Instant } from '@upflow/model'
import type { Answer } from './classify.ts'

export interface AccessFacts {
  /** When they were said, by the server's clock; by ours where it does not tell its own. */
  readonly at: Instant
  /** Null when the credential does not expire, or the server does not say. */
  readonly tokenExpiresAt: Instant | null
  /** Of this hour; null where the server counts none. */
  readonly points: {
    readonly limit: number
    readonly remaining: number
    /** When they are counted anew. */
    readonly resetAt: Instant
  } | null
}

/** @param now Unix milliseconds */
export function readAccessFacts({ headers }: Pick<Answer, 'headers'>, now: number): AccessFacts {
  const said = toSeconds(Date.parse(String(headers.date ?? '')))
  return {
    at: said ?? Math.floor(now / 1_000),
    tokenExpiresAt: toExpiry(headers),
    points: toPoints(headers),
  }
}

/** `2026-12-01 09:00:00 UTC`, or with an offset; of a token that does not expire there is none. */
function toExpiry(headers: Answer['headers']): Instant | null {
  const text = String(headers['github-authentication-token-expiration'] ?? '')
  return toSeconds(Date.parse(text.replace(/^(\S+) (\S+) UTC$/, '$1T$2Z')))
}

function toPoints(headers: Answer['headers']): AccessFacts['points'] {
  const [limit, remaining, resetAt] = ['limit', 'remaining', 'reset'].map((name) => {
    const text = headers[`x-ratelimit-${name}`]
    return text === undefined || text === '' ? Number.NaN : Number(text)
  }) as [number, number, number]
  const isCounted = [limit, remaining, resetAt].every((one) => Number.isSafeInteger(one) && one >= 0)
  return isCounted && limit > 0 ? { limit, remaining, resetAt } : null
}

const toSeconds = (ms: number): Instant | null => (Number.isNaN(ms) ? null : Math.floor(ms / 1_000))

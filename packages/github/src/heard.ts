/** What answers say beside their data: in their headers. */
import type { Answer } from './classify.ts'

/** The last of each. */
export interface Heard {
  /** When the token expires. Unix seconds; null when it does not, or the server does not say. */
  readonly tokenExpiresAt: number | null
  /** Of a classic token; null for every other. */
  readonly scopes: readonly string[] | null
  /** What the account has agreed to, of an installation; null for every other. */
  readonly permissions: Readonly<Record<string, string>> | null
  /** Of GitHub Enterprise Server; null for github.com. */
  readonly enterpriseVersion: string | null
}

export function answeredAtOf({ headers }: Answer): number | null {
  const date = Date.parse(String(headers.date ?? ''))
  return Number.isNaN(date) ? null : Math.floor(date / 1000)
}

export function hear({ headers }: Answer): Omit<Heard, 'permissions'> {
  const scopes = headers['x-oauth-scopes']
  const version = headers['x-github-enterprise-version']
  return {
    tokenExpiresAt: toExpiry(headers),
    scopes:
      scopes === undefined
        ? null
        : String(scopes)
            .split(/[\s,]+/)
            .filter(Boolean),
    enterpriseVersion: version === undefined ? null : String(version),
  }
}

/** `2026-12-01 09:00:00 UTC`, or with an offset; of a token that does not expire there is none. */
function toExpiry(headers: Answer['headers']): number | null {
  const text = String(headers['github-authentication-token-expiration'] ?? '')
  const ms = Date.parse(text.replace(/^(\S+) (\S+) UTC$/, '$1T$2Z'))
  return Number.isNaN(ms) ? null : Math.floor(ms / 1_000)
}

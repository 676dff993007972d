/** What answers say beside their data: in their headers. */
import { type AccessFacts, readAccessFacts } from './access-facts.ts'
import type { Answer } from './classify.ts'

/** The last of each. */
export interface Heard {
  /** Null before the first answer. */
  readonly access: AccessFacts | null
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

/** @param now Unix milliseconds */
export function hear({ headers }: Answer, now: number): Omit<Heard, 'permissions'> {
  const scopes = headers['x-oauth-scopes']
  const version = headers['x-github-enterprise-version']
  return {
    access: readAccessFacts({ headers }, now),
    scopes:
      scopes === undefined
        ? null
        : String(scopes)
            .split(/[\s,]+/)
            .filter(Boolean),
    enterpriseVersion: version === undefined ? null : String(version),
  }
}

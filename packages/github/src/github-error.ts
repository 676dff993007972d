/** What this package throws: few, typed errors that say what failed, where, and what to do. Never a token. */
export type GithubErrorCode =
  | 'github/no-token'
  | 'github/authentication-failed'
  | 'github/access-denied'
  | 'github/insufficient-scopes'
  | 'github/installation-suspended'
  | 'github/installation-removed'
  | 'github/invalid-private-key'
  | 'github/not-found'
  | 'github/query-too-heavy'
  | 'github/partial-result'
  | 'github/malformed-response'
  | 'github/unreachable'
  | 'github/rate-limited'
  | 'github/misconfigured'
  | 'github/schema-mismatch'
  | 'github/stuck-paging'

export class GithubError extends Error {
  override readonly name = 'GithubError'
  readonly code: GithubErrorCode
  readonly facts: Readonly<Record<string, string | number>>
  readonly retryable: boolean
  readonly retryAfterMs?: number

  constructor(
    code: GithubErrorCode,
    message: string,
    facts: Readonly<Record<string, string | number>> = {},
    options: ErrorOptions & { readonly retryable?: boolean; readonly retryAfterMs?: number } = {},
  ) {
    super(message, options)
    this.code = code
    this.facts = facts
    this.retryable = options.retryable ?? false
    if (options.retryAfterMs !== undefined) this.retryAfterMs = options.retryAfterMs
  }
}

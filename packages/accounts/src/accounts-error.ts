/** What this package refuses. `code` says which, `facts` about what; none of them says a secret. */
export type AccountsErrorCode =
  | 'accounts/not-signed-in'
  | 'accounts/not-allowed'
  | 'accounts/wrong-credentials'
  | 'accounts/too-many-attempts'
  | 'accounts/too-busy'
  | 'accounts/bad-token'
  | 'accounts/unusable-link'
  | 'accounts/email-taken'
  | 'accounts/invalid'
  | 'accounts/last-owner'
  | 'accounts/unknown-person'
  | 'accounts/unknown-session'
  | 'accounts/unknown-account'
  | 'accounts/unknown-token'
  | 'accounts/unknown-view'
  | 'accounts/unknown-invitation'
  | 'accounts/unknown-provider'
  | 'accounts/provider-failed'
  | 'accounts/no-rights'

export type AccountsFacts = Readonly<Record<string, string | number>>

export class AccountsError extends Error {
  override readonly name = 'AccountsError'
  readonly code: AccountsErrorCode
  readonly facts: AccountsFacts

  constructor(
    code: AccountsErrorCode,
    message: string,
    facts: AccountsFacts = {},
    options: ErrorOptions = {},
  ) {
    super(message, options)
    this.code = code
    this.facts = facts
  }
}

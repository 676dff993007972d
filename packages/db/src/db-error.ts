/** What this package throws. `code` says which, `facts` say about what, `retryable` whether a later try may do. */
export type DbErrorCode =
  | 'db/unusable-folder'
  | 'db/unusable-file'
  | 'db/corrupt-file'
  | 'db/foreign-file'
  | 'db/backup-folder'
  | 'db/newer-file'
  | 'db/older-file'
  | 'db/busy'
  | 'db/unreachable'
  | 'db/copy-differs'
  | 'db/accounts-in-database'
  | 'db/other-accounts'
  | 'db/closed'
  | 'db/unknown-organization'
  | 'db/organization-exists'
  | 'db/organization-file-missing'
  | 'db/registry-missing'
  | 'db/native-module'
  | 'db/wrong-secret'

export class DbError extends Error {
  override readonly name = 'DbError'
  readonly code: DbErrorCode
  readonly facts: Readonly<Record<string, string | number>>
  readonly retryable: boolean

  constructor(
    code: DbErrorCode,
    message: string,
    facts: Readonly<Record<string, string | number>> = {},
    options: ErrorOptions & { retryable?: boolean } = {},
  ) {
    super(message, options)
    this.code = code
    this.facts = facts
    this.retryable = options.retryable ?? false
  }
}

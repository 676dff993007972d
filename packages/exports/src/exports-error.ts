/** What this package throws. What db and SQLite say of a file passes through with db's codes. */
export type ExportsErrorCode =
  | 'exports/already-there'
  | 'exports/unusable-target'
  | 'exports/nothing-there'
  | 'exports/damaged-source'
  | 'exports/not-a-backup'
  | 'exports/newer-backup'
  | 'exports/damaged-backup'
  | 'exports/folder-in-use'
  | 'exports/data-there'
  | 'exports/data-moved'

export class ExportsError extends Error {
  override readonly name = 'ExportsError'
  readonly code: ExportsErrorCode
  readonly facts: Readonly<Record<string, string | number>>
  readonly retryable = false

  constructor(
    code: ExportsErrorCode,
    message: string,
    facts: Readonly<Record<string, string | number>> = {},
    options: ErrorOptions = {},
  ) {
    super(message, options)
    this.code = code
    this.facts = facts
  }
}

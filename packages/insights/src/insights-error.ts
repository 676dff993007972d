/** What this package throws. `code` says which, `facts` say about what. */
export type InsightsErrorCode =
  | 'insights/closed'
  | 'insights/thread-ended'
  | 'insights/bad-cursor'
  | 'insights/unknown-repository'
  | 'insights/ambiguous-repository'
  | 'insights/unknown-team'
  | 'insights/team-without-repositories'
  | 'insights/unknown-pull-request'

export class InsightsError extends Error {
  override readonly name = 'InsightsError'
  readonly code: InsightsErrorCode
  readonly facts: Readonly<Record<string, string | number>>

  constructor(
    code: InsightsErrorCode,
    message: string,
    facts: Readonly<Record<string, string | number>> = {},
    options: ErrorOptions = {},
  ) {
    super(message, options)
    this.code = code
    this.facts = facts
  }
}

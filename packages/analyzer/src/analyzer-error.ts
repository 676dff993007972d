/** What this package throws. `code` says which, `facts` say about what. */
export type AnalyzerErrorCode = 'analyzer/invalid-pattern' | 'analyzer/pool-closed'

export class AnalyzerError extends Error {
  override readonly name = 'AnalyzerError'
  readonly code: AnalyzerErrorCode
  readonly facts: Readonly<Record<string, string | number>>
  readonly retryable = false

  constructor(
    code: AnalyzerErrorCode,
    message: string,
    facts: Readonly<Record<string, string | number>> = {},
    options?: ErrorOptions,
  ) {
    super(message, options)
    this.code = code
    this.facts = facts
  }
}

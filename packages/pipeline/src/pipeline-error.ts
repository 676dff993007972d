/** What this package throws itself. What db, github and jobs throw passes through unchanged. */
export type PipelineErrorCode =
  | 'pipeline/invalid-config'
  | 'pipeline/teams-not-mirrored'
  | 'pipeline/no-token'
  | 'pipeline/invalid-token'
  | 'pipeline/invalid-address'
  | 'pipeline/no-app'
  | 'pipeline/invalid-app'
  | 'pipeline/unknown-installation'
  | 'pipeline/installation-suspended'
  | 'pipeline/moved'
  | 'pipeline/demo-only'
  | 'pipeline/unknown-repository'
  | 'pipeline/invalid-repository'
  | 'pipeline/no-repositories'
  | 'pipeline/repository-paused'
  | 'pipeline/invalid-rule'
  | 'pipeline/not-audited'
  | 'pipeline/run-active'
  | 'pipeline/not-confirmed'
  | 'pipeline/superseded'
  | 'pipeline/executed-elsewhere'
  | 'pipeline/no-database'
  | 'pipeline/unread'
  | 'pipeline/everything-failed'
  | 'pipeline/invalid-webhook-secret'
  | 'pipeline/unsigned-delivery'
  | 'pipeline/malformed-delivery'
  | 'pipeline/too-many-deliveries'

export class PipelineError extends Error {
  override readonly name = 'PipelineError'
  readonly code: PipelineErrorCode
  readonly facts: Readonly<Record<string, string | number>>
  readonly retryable: boolean

  constructor(
    code: PipelineErrorCode,
    message: string,
    facts: Readonly<Record<string, string | number>> = {},
    options: ErrorOptions & { readonly retryable?: boolean } = {},
  ) {
    super(message, options)
    this.code = code
    this.facts = facts
    this.retryable = options.retryable ?? false
  }
}

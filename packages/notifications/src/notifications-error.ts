/** What this package throws. No message holds a secret: of an address it says the host. */
export type NotificationsErrorCode =
  | 'notifications/address-refused'
  | 'notifications/unreachable'
  | 'notifications/redirected'
  | 'notifications/refused'
  | 'notifications/unknown-channel'

export class NotificationsError extends Error {
  override readonly name = 'NotificationsError'
  readonly code: NotificationsErrorCode
  readonly facts: Readonly<Record<string, string | number>>
  readonly retryable: boolean
  /** How long the receiver wants to be left alone. */
  readonly retryAfterMs: number | undefined

  constructor(
    code: NotificationsErrorCode,
    message: string,
    facts: Readonly<Record<string, string | number>> = {},
    options: ErrorOptions & { readonly retryable?: boolean; readonly retryAfterMs?: number | undefined } = {},
  ) {
    super(message, options)
    this.code = code
    this.facts = facts
    this.retryable = options.retryable ?? false
    this.retryAfterMs = options.retryAfterMs
  }
}

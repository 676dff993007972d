/** What is wrong with a change of a setting. What the file's database throws passes through unchanged. */
export type SettingsErrorCode =
  | 'settings/invalid'
  | 'settings/changed-meanwhile'
  | 'settings/unknown-repository'
  | 'settings/unreadable-holidays'
  | 'settings/unknown-channel'
  | 'settings/login-taken'

export class SettingsError extends Error {
  override readonly name = 'SettingsError'
  readonly code: SettingsErrorCode
  readonly facts: Readonly<Record<string, string | number>>
  readonly retryable = false

  constructor(
    code: SettingsErrorCode,
    message: string,
    facts: Readonly<Record<string, string | number>> = {},
    options: ErrorOptions = {},
  ) {
    super(message, options)
    this.code = code
    this.facts = facts
  }
}

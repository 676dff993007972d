/** What this package throws. */
export type DemoErrorCode = 'demo/unknown-organization' | 'demo/not-the-demo'

export class DemoError extends Error {
  override readonly name = 'DemoError'
  readonly code: DemoErrorCode
  readonly facts: Readonly<Record<string, string>>

  constructor(code: DemoErrorCode, message: string, facts: Readonly<Record<string, string>>) {
    super(message)
    this.code = code
    this.facts = facts
  }
}

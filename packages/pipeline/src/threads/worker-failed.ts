/** Errors as they cross threads: classes do not survive the way, codes, facts and what a retry needs do. */

export interface Crossed {
  readonly code: string
  readonly message: string
  readonly facts: Readonly<Record<string, string | number>>
  readonly retryable: boolean | undefined
  readonly retryAfterMs: number | undefined
  readonly stack: string | undefined
}

export function toCrossed(error: unknown): Crossed {
  if (!(error instanceof Error))
    return {
      code: 'unknown',
      message: String(error),
      facts: {},
      retryable: undefined,
      retryAfterMs: undefined,
      stack: undefined,
    }
  const { code, facts, retryable, retryAfterMs } = error as Partial<Crossed>
  return {
    code: code === undefined ? error.name : String(code),
    message: error.message,
    facts: facts ?? {},
    retryable,
    retryAfterMs,
    stack: error.stack,
  }
}

/** What may be shown of it. */
export const redacted = (
  { message, facts, stack, ...rest }: Crossed,
  redact: (text: string) => string,
): Crossed => ({
  ...rest,
  message: redact(message),
  facts: Object.fromEntries(
    Object.entries(facts).map(([name, fact]) => [name, typeof fact === 'string' ? redact(fact) : fact]),
  ),
  stack: stack === undefined ? undefined : redact(stack),
})

/** What went wrong in a worker thread, as it was there. */
export class WorkerFailed extends Error {
  override readonly name = 'WorkerFailed'
  readonly code: string
  readonly facts: Readonly<Record<string, string | number>>
  readonly retryable: boolean | undefined
  readonly retryAfterMs: number | undefined
  constructor({ code, message, facts, retryable, retryAfterMs, stack }: Crossed) {
    super(message)
    this.code = code
    this.facts = facts
    this.retryable = retryable
    this.retryAfterMs = retryAfterMs
    if (stack !== undefined) this.stack = stack
  }
}

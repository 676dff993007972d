/** Errors as they cross threads: classes do not survive the way, codes, facts and what a retry needs do. */
import { InsightsError, type InsightsErrorCode } from '../insights-error.ts'

export interface CrossedError {
  readonly code: string
  readonly message: string
  readonly facts: Readonly<Record<string, string | number>>
  readonly retryable: boolean
  readonly stack: string | undefined
}

export function toCrossed(error: unknown): CrossedError {
  const known = error instanceof Error ? error : new Error(String(error))
  const { code, facts = {}, retryable = false } = known as Partial<CrossedError>
  return {
    code: code === undefined ? known.name : String(code),
    message: known.message,
    facts,
    retryable,
    stack: known.stack,
  }
}

/** What went wrong in a thread, as it was there: of another package, such as `db/corrupt-file`. */
export class QuestionFailed extends Error {
  override readonly name = 'QuestionFailed'
  readonly code: string
  readonly facts: Readonly<Record<string, string | number>>
  readonly retryable: boolean

  constructor({ code, message, facts, retryable }: CrossedError) {
    super(message)
    this.code = code
    this.facts = facts
    this.retryable = retryable
  }
}

export function fromCrossed(crossed: CrossedError): Error {
  const { code, message, facts, stack } = crossed
  const error = code.startsWith('insights/')
    ? new InsightsError(code as InsightsErrorCode, message, facts)
    : new QuestionFailed(crossed)
  if (stack !== undefined) error.stack = stack
  return error
}

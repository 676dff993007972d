/** Errors as they cross threads: classes do not survive the way, codes and facts do. */
import { ExportsError, type ExportsErrorCode } from './exports-error.ts'

export interface Crossed {
  readonly code: string
  readonly message: string
  readonly facts: Readonly<Record<string, string | number>>
  readonly stack: string | undefined
}

export function toCrossed(error: unknown): Crossed {
  const known = error instanceof Error ? error : new Error(String(error))
  const { code, facts = {} } = known as Partial<Crossed>
  return {
    code: code === undefined ? known.name : String(code),
    message: known.message,
    facts,
    stack: known.stack,
  }
}

/** What went wrong in the thread with a code of another package, such as `db/corrupt-file`. */
class ThreadFailed extends Error {
  override readonly name = 'ThreadFailed'
  readonly code: string
  readonly facts: Readonly<Record<string, string | number>>

  constructor({ code, message, facts }: Crossed) {
    super(message)
    this.code = code
    this.facts = facts
  }
}

export function fromCrossed(crossed: Crossed): Error {
  const { code, message, facts, stack } = crossed
  const error = code.startsWith('exports/')
    ? new ExportsError(code as ExportsErrorCode, message, facts)
    : new ThreadFailed(crossed)
  if (stack !== undefined) error.stack = stack
  return error
}

/** An error as a clear message, and the exit code it means. The stack is for `--verbose`. */
import type { CliErrorCode } from './cli-error.ts'
import { type ExitCode, exitCodes, UsageError } from './exit-codes.ts'

export interface Explained {
  readonly code: string
  readonly message: string
  readonly exitCode: ExitCode
}

const invalidValue = 'cli/invalid-value' satisfies CliErrorCode
const unnamed = 'unknown' satisfies CliErrorCode

export async function explainError(error: unknown): Promise<Explained> {
  if (error instanceof UsageError)
    return {
      code: 'cli/usage' satisfies CliErrorCode,
      message: `${sentence(capital(error.message))} See --help.`,
      exitCode: exitCodes.usage,
    }
  const known = await named(error)
  if (!(known instanceof Error)) return { code: unnamed, message: String(known), exitCode: exitCodes.failure }
  const { code } = known as { code?: unknown }
  // A RangeError is a value that a parser of ours refused.
  const isInput = known instanceof RangeError
  return {
    code: typeof code === 'string' ? code : isInput ? invalidValue : unnamed,
    message: wholeMessage(known),
    exitCode: isInput ? exitCodes.usage : exitCodes.failure,
  }
}

/** What SQLite or the loader of modules said, in our words. */
async function named(error: unknown): Promise<unknown> {
  try {
    const { toDbError } = await import('@upflow/db')
    return toDbError(error, 'of Upflow', 'file')
  } catch {
    // What is wrong keeps that from loading too.
    return error
  }
}

/** Every line of the message, and of its causes what it does not say already. */
function wholeMessage(error: Error): string {
  let text = ''
  const seen = new Set<unknown>()
  const add = (one: unknown) => {
    if (!(one instanceof Error) || seen.has(one)) return
    seen.add(one)
    const message = one.message.trim()
    if (!text.includes(message)) text = text === '' ? message : `${text}\nbecause: ${message}`
    if (one instanceof AggregateError) for (const inner of one.errors) add(inner)
    // Errors of ours say all that is to be known.
    if (!('facts' in one)) add(one.cause)
  }
  add(error)
  return text === '' ? error.name : text
}

const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1)
const sentence = (text: string) => (/[.!?]$/.test(text) ? text : `${text}.`)

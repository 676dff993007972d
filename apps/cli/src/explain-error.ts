/** An error as one clear line, and the exit code it means. The stack is for `--verbose`. */
import { type ExitCode, exitCodes, UsageError } from './exit-codes.ts'

export interface Explained {
  readonly code: string
  readonly message: string
  readonly exitCode: ExitCode
}

export async function explainError(error: unknown): Promise<Explained> {
  if (error instanceof UsageError || (error instanceof Error && error.name === 'CACError'))
    return {
      code: 'cli/usage',
      message: `${capital(error.message)}. See --help.`.replace('..', '.'),
      exitCode: exitCodes.usage,
    }
  const { toDbError } = await import('@upflow/db')
  const known = toDbError(error, 'of Upflow', 'file')
  if (!(known instanceof Error))
    return { code: 'unknown', message: String(known), exitCode: exitCodes.failure }
  const { code } = known as { code?: unknown }
  // A RangeError is a value that a parser of ours refused.
  const isInput = known instanceof RangeError
  return {
    code: typeof code === 'string' ? code : isInput ? 'cli/invalid-value' : 'unknown',
    message: known.message.split('\n')[0] ?? '',
    exitCode: isInput ? exitCodes.usage : exitCodes.failure,
  }
}

const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1)

/** What the process says to its caller. No other package knows these numbers. */
export const exitCodes = { success: 0, failure: 1, usage: 2, partial: 3, interrupted: 130 } as const
export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes]

/** The command line itself is wrong: it cannot be meant. */
export class UsageError extends Error {
  override readonly name = 'UsageError'
}

/** What a command is on the command line. */
import type { OptionSpecs, Words } from './command-line.ts'
import type { CommandContext } from './commands/context.ts'
import type { ExitCode } from './exit-codes.ts'

/** Loads the command and executes it. */
export type Command = (context: CommandContext) => Promise<ExitCode>

export interface CommandSpec {
  readonly usage: string
  readonly text: string
  readonly options: OptionSpecs
  /** What may stand at the place of the action, for a command that has some. */
  readonly actions?: readonly string[]
  /** How many arguments it takes; without one, any number. */
  readonly most?: number
  readonly run: (args: readonly string[], words: Words) => Command
}

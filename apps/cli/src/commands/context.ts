/** What every command is given. */
import type { Config } from '@upflow/pipeline/data'
import type { Terminal } from '../terminal.ts'

export interface CommandContext {
  readonly config: Config
  readonly terminal: Terminal
  /** The command of the editor of whoever types; undefined when there is none. */
  readonly editor: string | undefined
  /** Aborted by Ctrl-C. */
  readonly signal: AbortSignal
}

/** What every command is given. */
import type { Config } from '@upflow/pipeline/data'
import type { Terminal } from '../terminal.ts'

export interface CommandContext {
  readonly config: Config
  readonly terminal: Terminal
  /** Aborted by Ctrl-C. */
  readonly signal: AbortSignal
}

/** What an action of `user` is asked that gives something out, or takes it back. */
import type { AccountFile } from '@upflow/accounts'
import type { Data } from '@upflow/pipeline/data'
import type { CommandContext } from './context.ts'

export interface GivenOptions {
  /** Null when none is given. */
  readonly scopes: readonly string[] | null
  readonly days: string | undefined
  /** The address of a person. */
  readonly for: string | undefined
}

export interface Asked {
  readonly context: CommandContext
  readonly data: Data
  readonly file: AccountFile
  /** An organization, or the address of a person. */
  readonly of: string
  readonly rest: readonly string[]
  readonly by: string
  readonly options: GivenOptions
}

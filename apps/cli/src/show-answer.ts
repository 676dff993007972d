/** Shows what is stored of an organization, on the one way that all commands have which only read. */
import type { Tenant } from '@upflow/db'
import { readFacts } from '@upflow/insights'
import type { CommandContext } from './commands/context.ts'
import { type ExitCode, exitCodes } from './exit-codes.ts'
import { readTenant } from './open-data.ts'

export interface Answer {
  /** For programs. */
  readonly json: object
  /** For people. */
  readonly lines: readonly string[]
  /** For people, and beside the result. */
  readonly notes?: readonly string[]
}

export const showAnswer = (
  context: CommandContext,
  organization: string | undefined,
  read: (tenant: Tenant, timeZone: string) => Promise<Answer>,
): Promise<ExitCode> =>
  readTenant(context, organization, async (tenant) => {
    const { terminal } = context
    const { json, lines, notes = [] } = await read(tenant, readFacts(tenant).timeZone)
    terminal.printJson(json)
    for (const line of lines) terminal.print(line)
    for (const note of notes) terminal.note(note)
    return exitCodes.success
  })

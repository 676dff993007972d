/** `org remove`: an organization with all that was read and set of it. */
import { createAccountFile, forgetOrganization } from '@upflow/accounts'
import { processUser, removeOrganization } from '@upflow/pipeline'
import { type ExitCode, exitCodes, UsageError } from '../exit-codes.ts'
import type { CommandContext } from './context.ts'
import { withPipeline } from './run-job.ts'

export async function removeOrg(
  context: CommandContext,
  id: string,
  confirm: string | undefined,
): Promise<ExitCode> {
  const { terminal } = context
  return withPipeline(context, { demo: null, concurrency: 0 }, async (pipeline) => {
    const { id: organization, name } = await pipeline.organizations.get(id)
    if (confirm === undefined)
      throw new UsageError(
        `org remove deletes all that was read and set of ${id}: add --confirm '${name}' to say that you mean it`,
      )
    const accounts = createAccountFile(pipeline.registry, () => Math.floor(Date.now() / 1_000))
    await removeOrganization(pipeline, organization, {
      confirm,
      forget: () => forgetOrganization(accounts, { organization, by: `cli:${processUser()}` }),
    })
    terminal.note(`Organization ${id} is removed, with its data, settings, members, tokens and runs.`)
    terminal.printJson({ removed: id })
    return exitCodes.success
  })
}

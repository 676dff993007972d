/** `migrate`, `data copy`: all data in the format of this Upflow, and out of files into a database. */
import { copyOrganization, processUser } from '@upflow/pipeline/data'
import { type ExitCode, exitCodes, UsageError } from '../exit-codes.ts'
import type { CommandContext } from './context.ts'
import { withPipeline } from './run-job.ts'

/** What a start does too: of its own, so that a release can be prepared before any process serves. */
export async function migrate(context: CommandContext): Promise<ExitCode> {
  // The runs are opened with it, and none is executed.
  return withPipeline(context, { demo: null, concurrency: 0 }, async ({ registry, tenants }) => {
    const { terminal } = context
    const organizations = await registry.list()
    for (const { id } of organizations) await tenants.open(id)
    terminal.printJson({ organizations: organizations.map(({ id }) => id) })
    terminal.print(
      `The registry, the runs and ${organizations.length} organization${organizations.length === 1 ? '' : 's'} are up to date.`,
    )
    return exitCodes.success
  })
}

export async function copyData(
  { config, terminal, signal }: CommandContext,
  organization: string | undefined,
): Promise<ExitCode> {
  if (organization === undefined) throw new UsageError('data copy needs an organization')
  const copied = await copyOrganization(config, organization, { by: processUser(), signal })
  terminal.printJson(copied)
  for (const { table, rows } of copied.tables) terminal.print(`${table}  ${rows} rows, the same in both`)
  terminal.note('The file is as it was. Runs, accounts and schedules stay in the data folder.')
  if (!copied.canOpenSecrets)
    terminal.note(
      `Its token was sealed by another secret: store it anew with 'org token ${copied.organization}', and the secrets of channels with 'notify set'.`,
    )
  return exitCodes.success
}

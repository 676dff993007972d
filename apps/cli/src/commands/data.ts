/** `migrate`, `data copy`: all data in the format of this Upflow, and out of files into a database. */
import { copyOrganization, openData, processUser } from '@upflow/pipeline/data'
import { type ExitCode, exitCodes, UsageError } from '../exit-codes.ts'
import type { CommandContext } from './context.ts'

/** What a start does too: of its own, so that a release can be prepared before any process serves. */
export async function migrate({ config, terminal, signal }: CommandContext): Promise<ExitCode> {
  const data = await openData({ config, signal, onLongWait: terminal.noteWait })
  try {
    const organizations = await data.registry.list()
    for (const { id } of organizations) await data.tenants.open(id)
    const { chooseJobsPlace } = await import('@upflow/pipeline')
    await chooseJobsPlace(config, { signal, onLongWait: terminal.noteWait }).migrate()
    terminal.printJson({ organizations: organizations.map(({ id }) => id) })
    terminal.print(
      `The registry, the runs and ${organizations.length} organization${organizations.length === 1 ? '' : 's'} are up to date.`,
    )
    return exitCodes.success
  } finally {
    await data.close()
  }
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

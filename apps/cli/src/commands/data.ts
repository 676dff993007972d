/** `migrate`, `data copy`, `data accounts`: all data in the format of this Upflow, and out of files into a database. */

import { chooseAccounts, copyOrganization, processUser } from '@upflow/pipeline/data'
import { type ExitCode, exitCodes, UsageError } from '../exit-codes.ts'
import { openCommandAccounts, openCommandData } from '../open-data.ts'
import { tellingOf } from '../telling.ts'
import type { CommandContext } from './context.ts'

/** What a start does too: of its own, so that a release can be prepared before any process serves. */
export async function migrate(context: CommandContext): Promise<ExitCode> {
  const { config, terminal } = context
  const data = await openCommandData(context)
  try {
    const organizations = await data.registry.list()
    for (const { id } of organizations) await data.tenants.open(id)
    const { chooseJobsPlace } = await import('@upflow/pipeline')
    await chooseJobsPlace(config, tellingOf(context)).migrate()
    // Last: where somebody has to say whose accounts are kept, all else is done.
    await data.registry.keepInStep()
    terminal.printJson({ organizations: organizations.map(({ id }) => id) })
    terminal.print(
      `The registry, the runs and ${organizations.length} organization${organizations.length === 1 ? '' : 's'} are up to date.`,
    )
    return exitCodes.success
  } finally {
    await data.close()
  }
}

export async function copyData(context: CommandContext, organization: string | undefined): Promise<ExitCode> {
  const { config, terminal, signal } = context
  if (organization === undefined) throw new UsageError('data copy needs an organization')
  const copied = await copyOrganization(config, organization, { by: processUser(), signal })
  terminal.printJson(copied)
  for (const { table, rows } of copied.tables) terminal.print(`${table}  ${rows} rows, the same in both`)
  terminal.note('The file is as it was. Runs and schedules stay in the data folder.')
  const { registry, close } = await openCommandAccounts(context)
  try {
    // What is copied is copied: whose accounts are kept is another question.
    await registry.keepInStep().catch((error: Error) => terminal.note(error.message))
  } finally {
    await close()
  }
  if (!copied.canOpenSecrets)
    terminal.note(
      `Its token was sealed by another secret: store it anew with 'org token ${copied.organization}', and the secrets of channels with 'notify set'.`,
    )
  return exitCodes.success
}

const whose = {
  machine: 'The accounts are those of this machine',
  database: 'The accounts are those of the database',
}

export async function keepAccounts(context: CommandContext, kept: string | undefined): Promise<ExitCode> {
  const { config, terminal } = context
  if (kept !== 'machine' && kept !== 'database')
    throw new UsageError('data accounts takes whose are kept: machine or database')
  const { aside, isChanged } = await chooseAccounts(config, kept, tellingOf(context))
  terminal.printJson({ kept, isChanged, aside })
  terminal.print(isChanged ? `${whose[kept]}.` : 'There was nothing to choose: nothing is changed.')
  if (aside !== null)
    terminal.note(
      `The others are in ${aside}: UPFLOW_DATA_DIR=${aside} upflow user list, without UPFLOW_DATABASE_URL, shows them. Remove it when you do not need it.`,
    )
  return exitCodes.success
}

/** `migrate`, `data copy`, `data accounts`: all data in the format of this Upflow, and out of files into a database. */

import {
  chooseAccounts,
  copyOrganization,
  openAccountsPlace,
  openData,
  processUser,
} from '@upflow/pipeline/data'
import { type ExitCode, exitCodes, UsageError } from '../exit-codes.ts'
import { takenText } from '../taken-text.ts'
import type { CommandContext } from './context.ts'

/** What a start does too: of its own, so that a release can be prepared before any process serves. */
export async function migrate({ config, terminal, signal }: CommandContext): Promise<ExitCode> {
  const data = await openData({
    config,
    signal,
    onLongWait: terminal.noteWait,
    onAccountsTaken: (taken) => terminal.note(takenText(taken)),
  })
  try {
    await data.registry.keepInStep()
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
  terminal.note('The file is as it was. Runs and schedules stay in the data folder.')
  const { registry, close } = await openAccountsPlace(config, {
    signal,
    onLongWait: terminal.noteWait,
    onAccountsTaken: (taken) => terminal.note(takenText(taken)),
  })
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

export async function keepAccounts(
  { config, terminal, signal }: CommandContext,
  kept: string | undefined,
): Promise<ExitCode> {
  if (kept !== 'machine' && kept !== 'database')
    throw new UsageError('data accounts takes whose are kept: machine or database')
  const { aside, isChanged } = await chooseAccounts(config, kept, {
    signal,
    onLongWait: terminal.noteWait,
  })
  terminal.printJson({ kept, isChanged, aside })
  terminal.print(isChanged ? `${whose[kept]}.` : 'There was nothing to choose: nothing is changed.')
  if (aside !== null)
    terminal.note(
      `The others are in ${aside}: UPFLOW_DATA_DIR=${aside} upflow user list, without UPFLOW_DATABASE_URL, shows them. Remove it when you do not need it.`,
    )
  return exitCodes.success
}

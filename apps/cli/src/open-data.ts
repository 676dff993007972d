/** How a command opens what it reads and writes, and what people are told meanwhile. */
import type { Tenant } from '@upflow/db'
import { openAccountsPlace, openData } from '@upflow/pipeline/data'
import { chooseOrganization } from './choose-organization.ts'
import type { CommandContext } from './commands/context.ts'
import { tellingOf } from './telling.ts'

type Asking = Pick<CommandContext, 'config' | 'signal' | 'terminal'>

export const openCommandData = (context: Asking) =>
  openData({ config: context.config, ...tellingOf(context) })

export const openCommandAccounts = (context: Asking) => openAccountsPlace(context.config, tellingOf(context))

/** Reads the data of an organization, and nothing else, whoever writes it meanwhile. */
export async function readTenant<T>(
  context: Asking,
  organization: string | undefined,
  read: (tenant: Tenant) => Promise<T>,
): Promise<T> {
  const data = await openCommandData(context)
  try {
    const { id } = await chooseOrganization(data, organization)
    return await read(await data.tenants.openToRead(id))
  } finally {
    await data.close()
  }
}

/** How a command opens what it reads and writes, and what people are told meanwhile. */
import type { Tenant } from '@upflow/db'
import { type DataOptions, openAccountsPlace, openData } from '@upflow/pipeline/data'
import { chooseOrganization } from './choose-organization.ts'
import type { CommandContext } from './commands/context.ts'
import { tellingOf } from './telling.ts'

type Asking = Pick<CommandContext, 'config' | 'signal' | 'terminal'>

export const openCommandData = (context: Asking, options: Pick<DataOptions, 'takesUp'> = {}) =>
  openData({ config: context.config, ...options, ...tellingOf(context) })

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
    const tenant = await data.tenants.openToRead(id)
    return await explained(tenant, () => read(tenant))
  } finally {
    await data.close()
  }
}

/** What SQLite says of a file does not say of which. */
async function explained<T>(tenant: Tenant, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    throw tenant.explain(error)
  }
}

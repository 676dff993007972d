/**
 * Says whose accounts are kept where a machine has some and the database others. What is not kept is put aside first, as
 * a registry in a folder of its own, which can be opened and read.
 */
import { join } from 'node:path'
import type { PoolClient } from 'pg'
import { makeFolder } from '../make-folder.ts'
import { changeCopy, endCopy, hasOwnAccounts, makeCopy, nowhere } from '../registry/account-copy.ts'
import { type OrganizationRow, putAccountRows } from '../registry/copied-rows.ts'
import { openRegistry, type Registry } from '../registry/registry.ts'
import { withBusyRetry } from '../sqlite/busy.ts'
import type { Sqlite } from '../sqlite/open-sqlite.ts'
import { hasRows, readPresent, readSince, takeTurn, usualPatience } from './account-rows.ts'
import { missed, replaceAccounts } from './join-accounts.ts'
import type { Postgres } from './open-postgres.ts'
import { migrateRegistry } from './postgres-registry.ts'

export type AccountsKept = 'machine' | 'database'

export interface KeepAccounts {
  readonly registry: Pick<Registry, 'sqlite' | 'retry'>
  readonly kept: AccountsKept
  /** The folder to be, for what is not kept. */
  readonly aside: string
  readonly signal?: AbortSignal | undefined
}

/** @returns false where not both have some: there is nothing to say, and nothing is changed */
export async function keepAccounts(
  postgres: Postgres,
  { registry, kept, aside, signal }: KeepAccounts,
): Promise<boolean> {
  const { sqlite, retry } = registry
  await migrateRegistry(postgres, signal)
  return postgres.transaction(
    async (client) => {
      await takeTurn(client)
      if (!hasOwnAccounts(sqlite, missed) || !(await hasRows(client, missed))) return false
      if (kept === 'machine') {
        await putAsideOfDatabase(client, aside)
        await replaceAccounts(client, registry)
        return true
      }
      await putAsideOfMachine(sqlite, aside)
      await withBusyRetry(() => sqlite.transaction(() => makeCopy(sqlite, nowhere)).immediate(), retry)
      return true
    },
    { silenceMs: usualPatience.turnMs },
  )
}

/** Makes what is a copy this machine's own again, for who goes back to files. @returns false where it was none */
export const endAccountCopy = ({ sqlite, retry }: Pick<Registry, 'sqlite' | 'retry'>): Promise<boolean> =>
  withBusyRetry(() => sqlite.transaction(() => endCopy(sqlite)).immediate(), retry)

async function putAsideOfMachine(sqlite: Sqlite, aside: string): Promise<void> {
  makeFolder(aside)
  sqlite.prepare('VACUUM INTO ?').run(join(aside, 'registry.db'))
  const copy = await openRegistry({ dataDir: aside })
  await endAccountCopy(copy)
  await copy.close()
}

async function putAsideOfDatabase(client: PoolClient, aside: string): Promise<void> {
  const { organizations } = await readPresent(client)
  const { rows } = await readSince(client, null)
  const { sqlite, close } = await openRegistry({ dataDir: aside })
  const put = sqlite.prepare<[OrganizationRow]>(
    'INSERT INTO organizations (id, name, created_at) VALUES (@id, @name, @created_at)',
  )
  changeCopy(sqlite, () => {
    for (const organization of organizations) put.run(organization)
    putAccountRows(sqlite, rows, true)
  })
  await close()
}

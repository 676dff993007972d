/** Where accounts lie, by itself: for who needs nothing else of the data, and for who says which of two are kept. */
import { join } from 'node:path'
import {
  type AccountsKept,
  endAccountCopy,
  keepAccounts,
  openPostgres,
  openPostgresRegistry,
  openRegistry,
  type Registry,
  type TakenAccounts,
  type Waiting,
} from '@upflow/db'
import type { Config } from './config.ts'
import { PipelineError } from './pipeline-error.ts'

export interface AccountsPlaceOptions extends Waiting {
  /** Told when the accounts that this machine had have come into the database. */
  readonly onAccountsTaken?: (taken: TakenAccounts) => void
}

export interface OpenAccountsPlace {
  readonly registry: Registry
  close(): Promise<void>
}

/** @throws as `openData` does, and DbError `db/unreachable` */
export async function openAccountsPlace(
  { dataDir, databaseUrl }: Pick<Config, 'dataDir' | 'databaseUrl'>,
  { onAccountsTaken, ...waiting }: AccountsPlaceOptions = {},
): Promise<OpenAccountsPlace> {
  const local = await openRegistry({ dataDir, isCopy: databaseUrl !== null, ...waiting })
  if (databaseUrl === null) return { registry: local, close: local.close }
  const postgres = await openPostgres(databaseUrl)
  const close = async () => {
    await local.close()
    await postgres.close()
  }
  try {
    const { signal } = waiting
    return {
      registry: await openPostgresRegistry(postgres, local, { signal, onTaken: onAccountsTaken }),
      close,
    }
  } catch (error) {
    await close()
    throw error
  }
}

/**
 * @returns where what is not kept was put; null where there was nothing to choose
 * @throws PipelineError `pipeline/no-database`; DbError `db/unreachable`
 */
export async function chooseAccounts(
  { dataDir, databaseUrl }: Pick<Config, 'dataDir' | 'databaseUrl'>,
  kept: AccountsKept,
  { signal, onLongWait, onAccountsTaken }: AccountsPlaceOptions = {},
): Promise<{ readonly aside: string | null; readonly isChanged: boolean }> {
  if (databaseUrl === null && kept === 'database')
    throw new PipelineError(
      'pipeline/no-database',
      'There is no database to take accounts from: set UPFLOW_DATABASE_URL, and UPFLOW_SECRET to what it was.',
    )
  const registry = await openRegistry({ dataDir, isCopy: databaseUrl !== null, signal, onLongWait })
  try {
    if (databaseUrl === null) return { aside: null, isChanged: await endAccountCopy(registry) }
    const aside = join(dataDir, `accounts-${new Date().toISOString().replace(/[-:.]/g, '')}`)
    const postgres = await openPostgres(databaseUrl)
    try {
      const isChanged = await keepAccounts(postgres, { registry, kept, aside, signal })
      const shared = await openPostgresRegistry(postgres, registry, { signal, onTaken: onAccountsTaken })
      await shared.keepInStep()
      return { aside: isChanged ? aside : null, isChanged }
    } finally {
      await postgres.close()
    }
  } finally {
    await registry.close()
  }
}

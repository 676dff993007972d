/** The registry as accounts use it: short statements, whole transactions, locks waited for while the loop turns. */
import { type Registry, type Sqlite, withBusyRetry } from '@upflow/db'
import type { Instant } from '@upflow/model'

export interface AccountFile {
  read<T>(work: (sqlite: Sqlite) => T): Promise<T>
  /** One transaction, which takes its lock at its beginning. May be tried again: it must do nothing else. */
  write<T>(work: (sqlite: Sqlite) => T): Promise<T>
  readonly now: () => Instant
  /** Waited for before rights are read by which somebody is let in. */
  readonly keepInStep: Registry['keepInStep']
}

export const createAccountFile = (
  { sqlite, retry, keepInStep }: Pick<Registry, 'sqlite' | 'retry' | 'keepInStep'>,
  now: () => Instant,
): AccountFile => ({
  read: (work) => withBusyRetry(() => work(sqlite), retry),
  write: (work) => withBusyRetry(() => sqlite.transaction(() => work(sqlite)).immediate(), retry),
  now,
  keepInStep,
})

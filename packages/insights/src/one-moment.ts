/** An answer is of one moment, however many statements it takes. */
import { type Tenant, withBusyRetry } from '@upflow/db'

/** Reads in one transaction; a lock is waited for outside of SQLite. */
export function ofOneMoment<Answer>(
  { sqlite, retry }: Pick<Tenant, 'sqlite' | 'retry'>,
  read: () => Answer,
): Promise<Answer> {
  const transaction = sqlite.transaction(read)
  return withBusyRetry(() => transaction(), retry)
}

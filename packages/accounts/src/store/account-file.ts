/** The registry as accounts use it: short statements, whole transactions, and the same people on all machines that share them. */
import { type Registry, readOwnAccounts } from '@upflow/db'
import type { Instant } from '@upflow/model'

export interface AccountFile extends Pick<Registry, 'read' | 'write' | 'hasSharedAccounts'> {
  readonly now: () => Instant
}

export const createAccountFile = (
  { read, write, hasSharedAccounts }: Pick<Registry, 'read' | 'write' | 'hasSharedAccounts'>,
  now: () => Instant,
): AccountFile => ({ read, write, hasSharedAccounts, now })

/**
 * As those use it who let people in by it: what is a copy of a database that nobody asks is not read.
 * @returns whose `read` throws DbError `db/accounts-in-database` then
 */
export const createGuardedFile = (
  registry: Pick<Registry, 'read' | 'write' | 'hasSharedAccounts' | 'sqlite'>,
  now: () => Instant,
): AccountFile => createAccountFile({ ...registry, read: readOwnAccounts(registry) }, now)

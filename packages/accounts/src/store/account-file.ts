/** The registry as accounts use it: short statements, whole transactions, and the same people on all machines that share them. */
import type { Registry } from '@upflow/db'
import type { Instant } from '@upflow/model'

export interface AccountFile extends Pick<Registry, 'read' | 'write' | 'hasSharedAccounts'> {
  readonly now: () => Instant
}

export const createAccountFile = (
  { read, write, hasSharedAccounts }: Pick<Registry, 'read' | 'write' | 'hasSharedAccounts'>,
  now: () => Instant,
): AccountFile => ({ read, write, hasSharedAccounts, now })

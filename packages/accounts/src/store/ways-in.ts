/** With whom else a person signs in: which accounts of providers are theirs, and the end of one. */
import type { Sqlite } from '@upflow/db'
import type { Instant } from '@upflow/model'
import { AccountsError } from '../accounts-error.ts'
import type { AccountFile } from './account-file.ts'
import { noteChange } from './changes.ts'
import { emailOf, passwordOf } from './people.ts'

export interface WaysIn {
  readonly hasPassword: boolean
  /** The first that was added first. */
  readonly accounts: readonly ProviderAccount[]
}

export interface ProviderAccount {
  readonly id: string
  readonly provider: string
  readonly createdAt: Instant
}

interface Row {
  readonly id: string
  readonly provider: string
  readonly createdAt: string
}

export const listWaysIn = (file: AccountFile, userId: string): Promise<WaysIn> =>
  file.read((sqlite) => ({
    hasPassword: passwordOf(sqlite, userId) !== null,
    accounts: accountsOf(sqlite, userId).map(({ createdAt, ...row }) => ({
      ...row,
      createdAt: Math.floor(Date.parse(createdAt) / 1_000),
    })),
  }))

/** The numbers of a person's accounts at GitHub. */
export const githubAccountsOf = (file: AccountFile, userId: string): Promise<string[]> =>
  file.read((sqlite) =>
    sqlite
      .prepare<[string], string>(`SELECT accountId FROM account WHERE userId = ? AND providerId = 'github'`)
      .pluck()
      .all(userId),
  )

/** @throws AccountsError `accounts/unknown-account`; `accounts/invalid` for the only way that is left */
export const endWayIn = (
  file: AccountFile,
  { userId, id, by }: { readonly userId: string; readonly id: string; readonly by: string },
): Promise<void> =>
  file.write((sqlite) => {
    const accounts = accountsOf(sqlite, userId)
    const found = accounts.find((one) => one.id === id)
    if (!found)
      throw new AccountsError('accounts/unknown-account', 'There is no such way to sign in: it was ended.')
    if (accounts.length === 1 && passwordOf(sqlite, userId) === null)
      throw new AccountsError(
        'accounts/invalid',
        'This is the only way by which you sign in: choose a password first.',
      )
    unlink(file, sqlite, { userId, account: found, by })
  })

/** All of a person's. To be called in a transaction. */
export function endWaysIn(
  file: Pick<AccountFile, 'now'>,
  sqlite: Sqlite,
  { userId, by }: { readonly userId: string; readonly by: string },
): void {
  for (const account of accountsOf(sqlite, userId)) unlink(file, sqlite, { userId, account, by })
}

const accountsOf = (sqlite: Sqlite, userId: string): Row[] =>
  sqlite
    .prepare<[string], Row>(
      `SELECT id, providerId AS provider, createdAt FROM account
       WHERE userId = ? AND providerId <> 'credential' ORDER BY createdAt, id`,
    )
    .all(userId)

function unlink(
  { now }: Pick<AccountFile, 'now'>,
  sqlite: Sqlite,
  { userId, account, by }: { readonly userId: string; readonly account: Row; readonly by: string },
): void {
  sqlite.prepare('DELETE FROM account WHERE id = ?').run(account.id)
  noteChange(sqlite, {
    changedAt: now(),
    changedBy: by,
    what: 'account.unlinked',
    subject: emailOf(sqlite, userId),
    before: account.provider,
  })
}

/** Links that work once: to set the installation up, and to choose a new password. Kept as hashes, with an end. */
import { hashOf, type Sqlite } from '@upflow/db'
import { AccountsError } from '../accounts-error.ts'
import type { AccountFile } from './account-file.ts'
import { noteChange } from './changes.ts'
import { personBy, unknownPerson } from './people.ts'
import { newSecret } from './secret-text.ts'

export const linkSeconds = { setUp: 24 * 3_600, reset: 3_600 }

/**
 * The last one that was made is the only one that works; where several machines start, each says one, and all work until
 * one is used. Null when somebody has set it up.
 */
export const createSetUpLink = (file: AccountFile): Promise<string | null> =>
  file.write((sqlite) => {
    if (sqlite.prepare('SELECT 1 FROM administrators').get()) return null
    if (!file.hasSharedAccounts) forgetSetUpLinks(sqlite)
    return insert(sqlite, 'set-up', null, file.now() + linkSeconds.setUp)
  })

/** @throws AccountsError `accounts/unknown-person` */
export const createResetLink = (
  file: AccountFile,
  { email, by }: { readonly email: string; readonly by: string },
): Promise<string> =>
  file.write((sqlite) => {
    const person = personBy(sqlite, 'email', email.trim().toLowerCase()) ?? unknownPerson(email)
    sqlite.prepare('DELETE FROM one_time_links WHERE user_id = ?').run(person.id)
    noteChange(sqlite, {
      changedAt: file.now(),
      changedBy: by,
      what: 'reset-link.created',
      subject: person.email,
    })
    return insert(sqlite, 'reset', person.id, file.now() + linkSeconds.reset)
  })

/** Whether it works, without using it up. @throws AccountsError `accounts/unusable-link` */
export const checkLink = (file: AccountFile, purpose: 'set-up' | 'reset', text: string): Promise<void> =>
  file.read((sqlite) => void (find(sqlite, purpose, { text, now: file.now() }) ?? unusableLink()))

/** Uses it up. To be called in a transaction. @throws AccountsError `accounts/unusable-link` */
export function takeLink(
  { now }: Pick<AccountFile, 'now'>,
  sqlite: Sqlite,
  { purpose, text }: { readonly purpose: 'set-up' | 'reset'; readonly text: string },
): { readonly userId: string | null } {
  const found = find(sqlite, purpose, { text, now: now() }) ?? unusableLink()
  sqlite.prepare('DELETE FROM one_time_links WHERE hash = ?').run(hashOf(text))
  // There is one to whom the installation is given.
  if (purpose === 'set-up') forgetSetUpLinks(sqlite)
  return found
}

const forgetSetUpLinks = (sqlite: Sqlite): void =>
  void sqlite.prepare(`DELETE FROM one_time_links WHERE purpose = 'set-up'`).run()

/** The first administrator may have come by another way: with the accounts that a machine had, or by the command line. */
const find = (
  sqlite: Sqlite,
  purpose: string,
  { text, now }: { readonly text: string; readonly now: number },
): { readonly userId: string | null } | undefined =>
  sqlite
    .prepare<[string, string, number], { userId: string | null }>(
      `SELECT user_id AS userId FROM one_time_links WHERE hash = ? AND purpose = ? AND expires_at > ?
         AND (purpose <> 'set-up' OR NOT EXISTS (SELECT 1 FROM administrators))`,
    )
    .get(hashOf(text), purpose, now)

function insert(sqlite: Sqlite, purpose: string, userId: string | null, expiresAt: number): string {
  const { text, hash } = newSecret()
  sqlite
    .prepare('INSERT INTO one_time_links (hash, purpose, user_id, expires_at) VALUES (?, ?, ?, ?)')
    .run(hash, purpose, userId, expiresAt)
  return text
}

/** Unknown, used and expired are one: which it is, is nobody's business. */
export function unusableLink(): never {
  throw new AccountsError(
    'accounts/unusable-link',
    'This link does not work: it was used, has expired, or is not whole. Ask for a new one.',
  )
}

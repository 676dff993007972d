/** Sessions as their owner sees them: where from, since when, and which to end. */
import type { Sqlite } from '@upflow/db'
import type { Instant } from '@upflow/model'
import { AccountsError } from '../accounts-error.ts'
import type { AccountFile } from './account-file.ts'
import { noteChange } from './changes.ts'
import { emailOf, personBy, unknownPerson } from './people.ts'
import { fromText } from './sign-ins.ts'

export interface Session {
  readonly id: string
  readonly createdAt: Instant
  readonly expiresAt: Instant
  readonly address: string | null
  /** As the browser calls itself. */
  readonly browser: string | null
}

interface Row extends Pick<Session, 'id' | 'address' | 'browser'> {
  readonly createdAt: string
  readonly expiresAt: string
}

export const listSessions = (file: AccountFile, userId: string): Promise<Session[]> =>
  file.read((sqlite) =>
    sqlite
      .prepare<[string, string], Row>(
        `SELECT id, createdAt, expiresAt, nullif(ipAddress, '') AS address, nullif(userAgent, '') AS browser
         FROM session WHERE userId = ? AND expiresAt > ? ORDER BY createdAt DESC, id`,
      )
      .all(userId, new Date(file.now() * 1_000).toISOString())
      .map((row) => ({ ...row, createdAt: toInstant(row.createdAt), expiresAt: toInstant(row.expiresAt) })),
  )

/** Null for a session that there is not. */
export function beganAt(sqlite: Sqlite, id: string): Instant | null {
  const found = sqlite.prepare<[string], string>('SELECT createdAt FROM session WHERE id = ?').pluck().get(id)
  return found === undefined ? null : toInstant(found)
}

/** @throws AccountsError `accounts/unknown-session` when the person has no such session */
export const endSession = (
  file: AccountFile,
  { userId, id, by }: { readonly userId: string; readonly id: string; readonly by: string },
): Promise<void> =>
  file.write((sqlite) => {
    const address = sqlite
      .prepare<[string, string], string>(
        `DELETE FROM session WHERE userId = ? AND id = ? RETURNING coalesce(ipAddress, '')`,
      )
      .pluck()
      .get(userId, id)
    if (address === undefined)
      throw new AccountsError('accounts/unknown-session', 'There is no such session: it has ended.')
    noteChange(sqlite, {
      changedAt: file.now(),
      changedBy: by,
      what: 'session.ended',
      subject: emailOf(sqlite, userId),
      before: fromText(address),
    })
  })

/** All of a person's, but for one that is kept. To be called in a transaction. */
export function endSessions(
  { now }: Pick<AccountFile, 'now'>,
  sqlite: Sqlite,
  {
    userId,
    except = null,
    by,
  }: { readonly userId: string; readonly except?: string | null; readonly by: string },
): void {
  const { changes } = sqlite
    .prepare('DELETE FROM session WHERE userId = ? AND (? IS NULL OR id <> ?)')
    .run(userId, except, except)
  if (changes === 0) return
  noteChange(sqlite, {
    changedAt: now(),
    changedBy: by,
    what: 'sessions.ended',
    subject: emailOf(sqlite, userId),
    before: String(changes),
  })
}

/** By who runs the command line. @throws AccountsError `accounts/unknown-person` */
export const signOutEverywhere = (
  file: AccountFile,
  { email, by }: { readonly email: string; readonly by: string },
): Promise<void> =>
  file.write((sqlite) => {
    const person = personBy(sqlite, 'email', email.trim().toLowerCase()) ?? unknownPerson(email)
    endSessions(file, sqlite, { userId: person.id, by })
  })

const toInstant = (iso: string): Instant => Math.floor(Date.parse(iso) / 1_000)

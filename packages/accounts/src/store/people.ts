/** People: who there is, who administers the installation, and how somebody comes. */
import type { Sqlite } from '@upflow/db'
import { AccountsError } from '../accounts-error.ts'
import type { Role } from '../rights/roles.ts'
import type { AccountFile } from './account-file.ts'
import { noteChange } from './changes.ts'
import { checkEmail, checkName } from './check-person.ts'
import { newId } from './secret-text.ts'
import { withdrawInvitations } from './withdraw-invitations.ts'

export interface Person {
  readonly id: string
  readonly name: string
  readonly email: string
  readonly isAdministrator: boolean
  /** By organization. */
  readonly roles: ReadonlyMap<string, Role>
}

export interface NewPerson {
  readonly name: string
  readonly email: string
  /** Null for who signs in elsewhere. */
  readonly passwordHash: string | null
}

type Row = Pick<Person, 'id' | 'name' | 'email'> & { isAdministrator: 0 | 1 }

const select = `SELECT id, name, email,
  EXISTS (SELECT 1 FROM administrators WHERE user_id = "user".id) AS isAdministrator FROM "user"`

export const listPeople = (file: AccountFile): Promise<Person[]> =>
  file.read((sqlite) =>
    sqlite
      .prepare<[], Row>(`${select} ORDER BY email`)
      .all()
      .map((row) => toPerson(sqlite, row)),
  )

/** @throws AccountsError `accounts/unknown-person` */
export async function personByEmail(file: AccountFile, email: string): Promise<Person> {
  const found = await file.read((sqlite) => personBy(sqlite, 'email', email.trim().toLowerCase()))
  return found ?? unknownPerson(email)
}

export const hasAdministrator = (file: AccountFile): Promise<boolean> =>
  file.read((sqlite) => countAdministrators(sqlite) > 0)

/** To be called in a transaction. @throws AccountsError `accounts/email-taken`, `accounts/invalid` */
export function insertPerson(sqlite: Sqlite, { passwordHash, ...person }: NewPerson, by: string): string {
  const name = checkName(person.name)
  const email = checkEmail(person.email)
  if (personBy(sqlite, 'email', email))
    throw new AccountsError(
      'accounts/email-taken',
      `Somebody has an account with ${email} already: sign in with it.`,
    )
  const id = newId('user')
  const at = new Date().toISOString()
  sqlite
    .prepare(
      `INSERT INTO "user" (id, name, email, emailVerified, createdAt, updatedAt) VALUES (?, ?, ?, 0, ?, ?)`,
    )
    .run(id, name, email, at, at)
  if (passwordHash !== null) putPassword(sqlite, id, passwordHash)
  noteChange(sqlite, { changedAt: toSeconds(at), changedBy: by, what: 'person.created', subject: email })
  return id
}

export const emailOf = (sqlite: Sqlite, userId: string): string =>
  sqlite.prepare<[string], string>('SELECT email FROM "user" WHERE id = ?').pluck().get(userId)!

/** As its hash; null for who signs in elsewhere alone. */
export const passwordOf = (sqlite: Sqlite, userId: string): string | null =>
  sqlite
    .prepare<[string], string | null>(
      `SELECT password FROM account WHERE userId = ? AND providerId = 'credential'`,
    )
    .pluck()
    .get(userId) ?? null

/** To be called in a transaction. */
export function putPassword(sqlite: Sqlite, userId: string, passwordHash: string): void {
  const at = new Date().toISOString()
  const { changes } = sqlite
    .prepare(`UPDATE account SET password = ?, updatedAt = ? WHERE userId = ? AND providerId = 'credential'`)
    .run(passwordHash, at, userId)
  if (changes > 0) return
  sqlite
    .prepare(
      `INSERT INTO account (id, accountId, providerId, userId, password, createdAt, updatedAt)
       VALUES (?, ?, 'credential', ?, ?, ?, ?)`,
    )
    .run(newId('account'), userId, userId, passwordHash, at, at)
}

/** To be called in a transaction. */
export const makeAdministrator = (sqlite: Sqlite, userId: string): void =>
  void sqlite.prepare('INSERT OR IGNORE INTO administrators (user_id) VALUES (?)').run(userId)

/** @throws AccountsError `accounts/unknown-person`, `accounts/last-owner` */
export const setAdministrator = (
  file: AccountFile,
  {
    email,
    isAdministrator,
    by,
  }: { readonly email: string; readonly isAdministrator: boolean; readonly by: string },
): Promise<void> =>
  file.write((sqlite) => {
    const person = personBy(sqlite, 'email', email.trim().toLowerCase()) ?? unknownPerson(email)
    if (person.isAdministrator === isAdministrator) return
    if (isAdministrator) makeAdministrator(sqlite, person.id)
    else {
      keepOneAdministrator(sqlite, person)
      sqlite.prepare('DELETE FROM administrators WHERE user_id = ?').run(person.id)
    }
    noteChange(sqlite, {
      changedAt: file.now(),
      changedBy: by,
      what: 'administrator.set',
      subject: person.email,
      after: String(isAdministrator),
    })
    if (!isAdministrator) withdrawInvitations(file, sqlite, { email: person.email, by })
  })

/** Somebody must be left who can give everything back. @throws AccountsError `accounts/last-owner` */
export function keepOneAdministrator(sqlite: Sqlite, { email }: Person): void {
  if (countAdministrators(sqlite) > 1) return
  throw new AccountsError(
    'accounts/last-owner',
    `${email} is the only administrator of this installation: make somebody else one first.`,
  )
}

const countAdministrators = (sqlite: Sqlite): number =>
  sqlite.prepare<[], number>('SELECT count(*) FROM administrators').pluck().get()!

export function personBy(sqlite: Sqlite, column: 'id' | 'email', value: string): Person | null {
  const row = sqlite.prepare<[string], Row>(`${select} WHERE ${column} = ?`).get(value)
  return row ? toPerson(sqlite, row) : null
}

function toPerson(sqlite: Sqlite, { isAdministrator, ...row }: Row): Person {
  const roles = sqlite
    .prepare<[string], [string, Role]>('SELECT organization_id, role FROM memberships WHERE user_id = ?')
    .raw()
    .all(row.id) as [string, Role][]
  return { ...row, isAdministrator: isAdministrator === 1, roles: new Map(roles) }
}

export function unknownPerson(named: string): never {
  throw new AccountsError('accounts/unknown-person', `There is no person '${named.slice(0, 100)}'.`)
}

const toSeconds = (iso: string) => Math.floor(Date.parse(iso) / 1_000)

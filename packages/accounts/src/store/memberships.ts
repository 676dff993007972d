/** Who belongs to an organization, as what. */
import type { Sqlite } from '@upflow/db'
import { AccountsError } from '../accounts-error.ts'
import type { Role } from '../rights/roles.ts'
import type { AccountFile } from './account-file.ts'
import { noteChange } from './changes.ts'
import { personBy, unknownPerson } from './people.ts'
import { withdrawInvitations } from './withdraw-invitations.ts'

export interface Member {
  readonly id: string
  readonly name: string
  readonly email: string
  readonly role: Role
}

export const listMembers = (file: AccountFile, organization: string): Promise<Member[]> =>
  file.read((sqlite) =>
    sqlite
      .prepare<[string], Member>(
        `SELECT id, name, email, role FROM memberships JOIN "user" ON id = user_id
         WHERE organization_id = ? ORDER BY email`,
      )
      .all(organization),
  )

export interface MembershipChange {
  readonly organization: string
  readonly userId: string
  /** Null to end it. */
  readonly role: Role | null
  readonly by: string
}

/** Of somebody who belongs to it already. @throws AccountsError `accounts/unknown-person`, `accounts/last-owner` */
export const changeMember = (file: AccountFile, change: MembershipChange): Promise<void> =>
  file.write((sqlite) => {
    const person = personBy(sqlite, 'id', change.userId)
    // Who is elsewhere is nobody here: how they are called is not said.
    if (!person?.roles.has(change.organization)) unknownPerson(change.userId)
    putMembership(file, sqlite, change)
  })

/** Of anybody, as the command line may. @throws AccountsError `accounts/unknown-person`, `accounts/last-owner` */
export const setMembership = (file: AccountFile, change: MembershipChange): Promise<void> =>
  file.write((sqlite) => putMembership(file, sqlite, change))

/** Of anybody. To be called in a transaction. @throws AccountsError `accounts/unknown-person`, `accounts/last-owner` */
export function putMembership(
  { now }: Pick<AccountFile, 'now'>,
  sqlite: Sqlite,
  { organization, userId, role, by }: MembershipChange,
): void {
  const person = personBy(sqlite, 'id', userId) ?? unknownPerson(userId)
  const before = person.roles.get(organization) ?? null
  if (before === role) return
  if (before === 'owner') keepOneOwner(sqlite, organization, person.email)
  if (role === null)
    sqlite
      .prepare('DELETE FROM memberships WHERE organization_id = ? AND user_id = ?')
      .run(organization, userId)
  else
    sqlite
      .prepare(
        `INSERT INTO memberships (organization_id, user_id, role, created_at) VALUES (?, ?, ?, ?)
         ON CONFLICT DO UPDATE SET role = excluded.role`,
      )
      .run(organization, userId, role, now())
  noteChange(sqlite, {
    changedAt: now(),
    changedBy: by,
    organizationId: organization,
    what: 'member.set',
    subject: person.email,
    before,
    after: role,
  })
  if (before === 'owner') withdrawInvitations({ now }, sqlite, { email: person.email, by })
}

function keepOneOwner(sqlite: Sqlite, organization: string, email: string): void {
  const owners = sqlite
    .prepare<[string], number>(
      `SELECT count(*) FROM memberships WHERE organization_id = ? AND role = 'owner'`,
    )
    .pluck()
    .get(organization)!
  if (owners > 1) return
  throw new AccountsError(
    'accounts/last-owner',
    `${email} is the only owner of '${organization}': make somebody else one first.`,
    { organization },
  )
}

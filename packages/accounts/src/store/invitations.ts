/** Invitations: a link that makes one person a member, once, until it ends. */
import { hashOf, type Sqlite } from '@upflow/db'
import type { Instant } from '@upflow/model'
import { AccountsError } from '../accounts-error.ts'
import type { Role } from '../rights/roles.ts'
import type { AccountFile } from './account-file.ts'
import { noteChange } from './changes.ts'
import { checkName } from './check-person.ts'
import { unusableLink } from './one-time-links.ts'
import { newId, newSecret } from './secret-text.ts'

export interface Invitation {
  readonly id: string
  readonly role: Role
  /** For whom, in the words of who invites. */
  readonly note: string
  readonly createdBy: string
  readonly createdAt: Instant
  readonly expiresAt: Instant
}

export interface NewInvitation {
  readonly organization: string
  readonly role: Role
  readonly note: string
  readonly days: number
  readonly by: string
}

const daySeconds = 86_400

/** Those that can be used. */
export const listInvitations = (file: AccountFile, organization: string): Promise<Invitation[]> =>
  file.read((sqlite) =>
    sqlite
      .prepare<[string, number], Invitation>(
        `SELECT id, role, note, created_by AS createdBy, created_at AS createdAt, expires_at AS expiresAt
         FROM invitations WHERE organization_id = ? AND used_at IS NULL AND expires_at > ? ORDER BY created_at DESC, id`,
      )
      .all(organization, file.now()),
  )

/** @returns what is in the link, which is told once */
export const createInvitation = (
  file: AccountFile,
  { organization, role, note, days, by }: NewInvitation,
): Promise<{ readonly invitation: Invitation; readonly text: string }> =>
  file.write((sqlite) => {
    const { text, hash } = newSecret()
    const now = file.now()
    const invitation: Invitation = {
      id: newId('invitation'),
      role,
      note: checkName(note),
      createdBy: by,
      createdAt: now,
      expiresAt: now + days * daySeconds,
    }
    sqlite
      .prepare(
        `INSERT INTO invitations (id, hash, organization_id, role, note, created_by, created_at, expires_at)
         VALUES (@id, @hash, @organization, @role, @note, @createdBy, @createdAt, @expiresAt)`,
      )
      .run({ ...invitation, hash, organization })
    noteChange(sqlite, {
      changedAt: now,
      changedBy: by,
      organizationId: organization,
      what: 'invitation.created',
      subject: invitation.note,
      after: role,
    })
    return { invitation, text }
  })

/** @throws AccountsError `accounts/unknown-invitation` */
export const revokeInvitation = (
  file: AccountFile,
  { organization, id, by }: { readonly organization: string; readonly id: string; readonly by: string },
): Promise<void> =>
  file.write((sqlite) => {
    const found = sqlite
      .prepare<[string, string], { note: string; role: Role }>(
        'DELETE FROM invitations WHERE organization_id = ? AND id = ? AND used_at IS NULL RETURNING note, role',
      )
      .get(organization, id)
    if (!found)
      throw new AccountsError(
        'accounts/unknown-invitation',
        'There is no such invitation: it was used or taken back.',
      )
    noteChange(sqlite, {
      changedAt: file.now(),
      changedBy: by,
      organizationId: organization,
      what: 'invitation.revoked',
      subject: found.note,
      before: found.role,
    })
  })

export interface OpenInvitation {
  readonly organization: string
  readonly organizationName: string
  readonly role: Role
  readonly createdBy: string
}

/** What the link is for, without using it up. @throws AccountsError `accounts/unusable-link` */
export const lookAtInvitation = (file: AccountFile, text: string): Promise<OpenInvitation> =>
  file.read((sqlite) => findInvitation(file, sqlite, text))

/** Uses it up. To be called in a transaction. @throws AccountsError `accounts/unusable-link` */
export function takeInvitation(
  { now }: Pick<AccountFile, 'now'>,
  sqlite: Sqlite,
  text: string,
): OpenInvitation {
  const found = findInvitation({ now }, sqlite, text)
  sqlite.prepare('UPDATE invitations SET used_at = ? WHERE hash = ?').run(now(), hashOf(text))
  return found
}

/** Without using it up. To be called in a transaction. @throws AccountsError `accounts/unusable-link` */
export const findInvitation = (
  { now }: Pick<AccountFile, 'now'>,
  sqlite: Sqlite,
  text: string,
): OpenInvitation =>
  sqlite
    .prepare<[string, number], OpenInvitation>(
      `SELECT organization_id AS organization, name AS organizationName, role, created_by AS createdBy
       FROM invitations JOIN organizations ON organizations.id = organization_id
       WHERE hash = ? AND used_at IS NULL AND expires_at > ?`,
    )
    .get(hashOf(text), now()) ?? unusableLink()

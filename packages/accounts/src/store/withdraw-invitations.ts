/** Nobody gives what is no longer theirs: the open invitations of who may invite no more are taken back with that. */
import type { Sqlite } from '@upflow/db'
import type { Role } from '../rights/roles.ts'
import type { AccountFile } from './account-file.ts'
import { noteChange } from './changes.ts'

interface Row {
  readonly organizationId: string
  readonly note: string
  readonly role: Role
}

/** Of the organizations that a person does not own by now. To be called in the transaction that took it, after that. */
export function withdrawInvitations(
  { now }: Pick<AccountFile, 'now'>,
  sqlite: Sqlite,
  { email, by }: { readonly email: string; readonly by: string },
): void {
  const withdrawn = sqlite
    .prepare<[string], Row>(
      `DELETE FROM invitations WHERE created_by = ? AND used_at IS NULL AND NOT EXISTS (
         SELECT 1 FROM "user" LEFT JOIN administrators ON administrators.user_id = "user".id
           LEFT JOIN memberships ON memberships.user_id = "user".id
             AND memberships.organization_id = invitations.organization_id
         WHERE email = created_by AND (administrators.user_id IS NOT NULL OR memberships.role = 'owner'))
       RETURNING organization_id AS organizationId, note, role`,
    )
    .all(email)
  for (const { organizationId, note, role } of withdrawn)
    noteChange(sqlite, {
      changedAt: now(),
      changedBy: by,
      organizationId,
      what: 'invitation.revoked',
      subject: note,
      before: role,
    })
}

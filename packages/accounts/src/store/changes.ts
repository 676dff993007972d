/** Who came in, and who gave or took what from whom: written in the transaction of the change itself. */
import type { Sqlite } from '@upflow/db'
import type { Instant } from '@upflow/model'
import type { AccountFile } from './account-file.ts'

/** What a line can be about. */
export const changeKinds = [
  'sign-in.succeeded',
  'sign-in.refused',
  'session.ended',
  'sessions.ended',
  'person.created',
  'person.removed',
  'person.renamed',
  'password.set',
  'account.linked',
  'account.unlinked',
  'reset-link.created',
  'administrator.set',
  'organization.removed',
  'member.set',
  'invitation.created',
  'invitation.revoked',
  'token.created',
  'token.revoked',
  'view.saved',
  'view.removed',
  'backup.taken',
  'backup.restored',
] as const
export type ChangeKind = (typeof changeKinds)[number]

export const isChangeKind = (text: string): text is ChangeKind =>
  (changeKinds as readonly string[]).includes(text)

export interface AccountChange {
  /** Grows with time. */
  readonly id: number
  readonly changedAt: Instant
  readonly changedBy: string
  /** Null for what is of the whole installation. */
  readonly organizationId: string | null
  readonly what: ChangeKind
  /** The address of a person, the name of a token, the id of a view, the folder of a backup. */
  readonly subject: string
  readonly before: string | null
  readonly after: string | null
}

/** To be called in a transaction. */
export function noteChange(
  sqlite: Sqlite,
  change: Pick<AccountChange, 'changedAt' | 'changedBy' | 'what' | 'subject'> & Partial<AccountChange>,
): void {
  sqlite
    .prepare(
      `INSERT INTO account_changes (changed_at, changed_by, organization_id, what, subject, before, after)
       VALUES (@changedAt, @changedBy, @organizationId, @what, @subject, @before, @after)`,
    )
    .run({ organizationId: null, before: null, after: null, ...change })
}

/** Of what is of the whole installation, and not done to the registry itself. */
export const noteInstallationChange = (
  file: AccountFile,
  { by, ...change }: Pick<AccountChange, 'what' | 'subject'> & { readonly by: string },
): Promise<void> =>
  file.write((sqlite) => noteChange(sqlite, { ...change, changedAt: file.now(), changedBy: by }))

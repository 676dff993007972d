/** Who makes an organization owns it: without that, only the installation's administrators could let anybody in. */
import type { AccountFile } from './account-file.ts'
import { putMembership } from './memberships.ts'

export interface Founding {
  readonly organization: string
  /** Null where nobody signs in: then it is owned by nobody yet. */
  readonly userId: string | null
  readonly by: string
}

/** @throws AccountsError `accounts/unknown-person` */
export async function foundOrganization(
  file: AccountFile,
  { organization, userId, by }: Founding,
): Promise<void> {
  if (userId === null) return
  await file.write((sqlite) => putMembership(file, sqlite, { organization, userId, role: 'owner', by }))
}

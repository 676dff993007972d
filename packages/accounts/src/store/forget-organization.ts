/** Takes an organization out of the registry with members, invitations and tokens; who did it stays written there. */
import type { AccountFile } from './account-file.ts'
import { noteChange } from './changes.ts'

export interface Forgetting {
  readonly organization: string
  readonly by: string
}

export const forgetOrganization = (file: AccountFile, { organization, by }: Forgetting): Promise<void> =>
  file.write((sqlite) => {
    const name = sqlite
      .prepare<[string], string>('DELETE FROM organizations WHERE id = ? RETURNING name')
      .pluck()
      .get(organization)
    if (name === undefined) return
    noteChange(sqlite, {
      changedAt: file.now(),
      changedBy: by,
      organizationId: organization,
      what: 'organization.removed',
      subject: organization,
      before: name,
    })
  })

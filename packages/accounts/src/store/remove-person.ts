/** How somebody goes: out of each organization first, as a member does who is removed from it alone. */
import type { AccountFile } from './account-file.ts'
import { noteChange } from './changes.ts'
import { putMembership } from './memberships.ts'
import { keepOneAdministrator, personBy, unknownPerson } from './people.ts'
import { withdrawInvitations } from './withdraw-invitations.ts'

/** With sessions, memberships and tokens. @throws AccountsError `accounts/unknown-person`, `accounts/last-owner` */
export const removePerson = (
  file: AccountFile,
  { email, by }: { readonly email: string; readonly by: string },
): Promise<void> =>
  file.write((sqlite) => {
    const person = personBy(sqlite, 'email', email.trim().toLowerCase()) ?? unknownPerson(email)
    if (person.isAdministrator) keepOneAdministrator(sqlite, person)
    for (const organization of person.roles.keys())
      putMembership(file, sqlite, { organization, userId: person.id, role: null, by })
    sqlite.prepare('DELETE FROM "user" WHERE id = ?').run(person.id)
    noteChange(sqlite, {
      changedAt: file.now(),
      changedBy: by,
      what: 'person.removed',
      subject: person.email,
    })
    withdrawInvitations(file, sqlite, { email: person.email, by })
  })

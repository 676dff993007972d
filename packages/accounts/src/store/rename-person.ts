/** What a person is called, by themselves or by who runs the command line; who they are is their address. */
import type { AccountFile } from './account-file.ts'
import { noteChange } from './changes.ts'
import { checkName } from './check-person.ts'
import { personBy, unknownPerson } from './people.ts'

/** @throws AccountsError `accounts/unknown-person`, `accounts/invalid` */
export const renamePerson = (
  file: AccountFile,
  { email, name, by }: { readonly email: string; readonly name: string; readonly by: string },
): Promise<void> =>
  file.write((sqlite) => {
    const person = personBy(sqlite, 'email', email.trim().toLowerCase()) ?? unknownPerson(email)
    const after = checkName(name)
    if (after === person.name) return
    sqlite
      .prepare('UPDATE "user" SET name = ?, updatedAt = ? WHERE id = ?')
      .run(after, new Date(file.now() * 1_000).toISOString(), person.id)
    noteChange(sqlite, {
      changedAt: file.now(),
      changedBy: by,
      what: 'person.renamed',
      subject: person.email,
      before: person.name,
      after,
    })
  })

/** `user login`: which login of GitHub a member is, so that the page about that person is theirs. */
import { AccountsError, listMembers, personByEmail } from '@upflow/accounts'
import { setMemberLogin } from '@upflow/settings'
import { UsageError } from '../exit-codes.ts'
import type { Asked } from './user-asked.ts'

export async function userLogin({ context: { terminal }, data, file, of, rest, by }: Asked): Promise<void> {
  const [name, login, more] = rest
  if (name === undefined || login === undefined || more !== undefined)
    throw new UsageError(
      "user login takes a person's address, an organization, and a login of GitHub or none",
    )
  const { id: organization } = await data.organizations.get(name)
  const { id: userId, email } = await personByEmail(file, of)
  const members = (await listMembers(file, organization)).map(({ id }) => id)
  if (!members.includes(userId))
    throw new AccountsError('accounts/unknown-person', `${email} is no member of '${organization}'.`)
  const wanted = login === 'none' ? null : login
  const tenant = await data.tenants.open(organization)
  await setMemberLogin(tenant, { userId, email, login: wanted, members, by })
  terminal.note(`${email} is ${wanted ?? 'nobody'} at GitHub, in ${organization}.`)
  terminal.printJson({ person: email, organization, login: wanted })
}

/** `user`: who there is and what they are, for who is locked out, or has no page at hand. */
import {
  createAccountFile,
  createResetLink,
  isRole,
  linkAddress,
  listPeople,
  type Person,
  personByEmail,
  removePerson,
  roles,
  setAdministrator,
  setMembership,
} from '@upflow/accounts'
import { type Data, processUser } from '@upflow/pipeline/data'
import { type ExitCode, exitCodes, UsageError } from '../exit-codes.ts'
import { openCommandData } from '../open-data.ts'
import type { CommandContext } from './context.ts'
import type { GivenOptions } from './user-asked.ts'
import { given } from './user-given.ts'

export async function user(
  context: CommandContext,
  action: string,
  args: readonly string[],
  options: GivenOptions,
): Promise<ExitCode> {
  const [email, ...rest] = args
  if (action === 'list' && email !== undefined) throw new UsageError(`user list takes no '${email}'`)
  const give = given[action]
  if (action !== 'list' && email === undefined)
    throw new UsageError(
      `user ${action} needs ${isOfOrganization(action) ? 'an organization' : `a person's address`}`,
    )
  if (action !== 'role' && !give && rest.length > 0)
    throw new UsageError(`user ${action} takes no '${rest[0]}'`)
  const { config, terminal } = context
  const data = await openCommandData(context)
  try {
    const file = createAccountFile(data.registry, () => Math.floor(Date.now() / 1_000))
    const by = `cli:${processUser()}`
    if (give) await give({ context, data, file, of: email!, rest, by, options })
    else if (action === 'list') list(context, await listPeople(file))
    else if (action === 'reset-link') {
      const url = `${linkAddress({ ...config.web, url: config.web.signIn.url })}/reset#${await createResetLink(file, { email: email!, by })}`
      terminal.print(url)
      terminal.printJson({ url })
      terminal.note('The link works once, within an hour. Whoever has it can sign in as this person.')
    } else if (action === 'remove') {
      await removePerson(file, { email: email!, by })
      terminal.note(`${email} is removed, with sessions, memberships and tokens.`)
      terminal.printJson({ removed: email })
    } else await setRole({ context, data, email: email!, rest, by })
    return exitCodes.success
  } finally {
    await data.close()
  }
}

const isOfOrganization = (action: string) =>
  ['invite', 'invitations', 'token', 'tokens', 'revoke'].includes(action)

function list({ terminal }: CommandContext, people: readonly Person[]): void {
  terminal.printJson({
    people: people.map(({ roles: held, ...person }) => ({ ...person, roles: Object.fromEntries(held) })),
  })
  for (const { email, name, isAdministrator, roles: held } of people) {
    const words = [
      ...(isAdministrator ? ['administrator'] : []),
      ...[...held].map(([id, role]) => `${id} ${role}`),
    ]
    terminal.print(`${email}  ${name}  ${words.join(', ') || 'nothing'}`)
  }
  if (people.length === 0)
    terminal.note('There is nobody yet: the server prints a set-up link in its log when it starts.')
}

interface RoleWanted {
  readonly context: CommandContext
  readonly data: Data
  readonly email: string
  readonly rest: readonly string[]
  readonly by: string
}

async function setRole({ context: { terminal }, data, email, rest, by }: RoleWanted): Promise<void> {
  const file = createAccountFile(data.registry, () => Math.floor(Date.now() / 1_000))
  const [first, role, more] = rest
  if (first === undefined || more !== undefined)
    throw new UsageError(
      'user role takes an address and administrator or none, or an organization and a role',
    )
  if (role === undefined) {
    if (first !== 'administrator' && first !== 'none')
      throw new UsageError(`of the whole installation one is administrator or none, not '${first}'`)
    await setAdministrator(file, { email, isAdministrator: first === 'administrator', by })
    terminal.note(`${email} is ${first === 'none' ? 'no' : 'an'} administrator of the installation.`)
  } else {
    if (role !== 'none' && !isRole(role))
      throw new UsageError(`a role is ${roles.join(', ')} or none, not '${role}'`)
    const { id: organization } = await data.organizations.get(first)
    const { id: userId } = await personByEmail(file, email)
    await setMembership(file, { organization, userId, role: role === 'none' ? null : role, by })
    terminal.note(`${email} is ${role === 'none' ? 'no member' : role} of ${organization}.`)
  }
  terminal.printJson({
    person: email,
    ...(role === undefined ? {} : { organization: first }),
    role: role ?? first,
  })
}

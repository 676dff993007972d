/** What was given out: `user invite`, `invitations`, `tokens`, `sessions`, `ways-in`, `login`, `rename`, and the end of them by `revoke`, `sign-out` and `unlink`. */
import {
  createInvitation,
  endSession,
  endWayIn,
  isRole,
  linkAddress,
  listApiTokens,
  listInvitations,
  listSessions,
  listWaysIn,
  personByEmail,
  renamePerson,
  revokeApiToken,
  revokeInvitation,
  roles,
  signOutEverywhere,
} from '@upflow/accounts'
import { UsageError } from '../exit-codes.ts'
import type { Asked } from './user-asked.ts'

const invitationDays = 7

/** By the action. */
export const given: Readonly<Record<string, (asked: Asked) => Promise<void>>> = {
  async invite({ context: { config, terminal }, data, file, of, rest: [role, note, more], by }) {
    if (role === undefined || note === undefined || more !== undefined)
      throw new UsageError('user invite takes an organization, a role, and for whom it is')
    if (!isRole(role)) throw new UsageError(`a role is ${roles.join(', ')}, not '${role}'`)
    const { id: organization } = await data.organizations.get(of)
    const { invitation, text } = await createInvitation(file, {
      organization,
      role,
      note,
      days: invitationDays,
      by,
    })
    const url = `${linkAddress({ ...config.web, url: config.web.signIn.url })}/invite#${text}`
    terminal.print(url)
    terminal.printJson({ id: invitation.id, url })
    terminal.note(
      `The link makes one person ${role} of ${organization}, once, within ${invitationDays} days.`,
    )
  },
  async invitations({ context: { terminal }, data, file, of, rest }) {
    takesNo('invitations', rest)
    const invitations = await listInvitations(file, (await data.organizations.get(of)).id)
    terminal.printJson({ invitations })
    for (const { id, role, note, createdBy, expiresAt } of invitations)
      terminal.print(`${id}  ${role}  for ${note}, by ${createdBy}, until ${toText(expiresAt)}`)
  },
  token: async (asked) => (await import('./user-token.ts')).userToken(asked),
  async tokens({ context: { terminal }, data, file, of, rest }) {
    takesNo('tokens', rest)
    const { id: organization } = await data.organizations.get(of)
    const tokens = await listApiTokens(file, { organization })
    terminal.printJson({ tokens })
    for (const { id, name, madeBy, scopes, expiresAt } of tokens)
      terminal.print(
        `${id}  ${scopes.join(' ')}  ${name}, by ${madeBy ?? 'nobody who signed in'}, until ${toText(expiresAt)}`,
      )
  },
  async revoke({ context: { terminal }, data, file, of, rest: [id, more], by }) {
    if (id === undefined || more !== undefined)
      throw new UsageError('user revoke takes an organization, and the id of a token or an invitation')
    const { id: organization } = await data.organizations.get(of)
    const revoke = id.startsWith('token_') ? revokeApiToken : revokeInvitation
    await revoke(file, { organization, id, by })
    terminal.note(`${id} works no more.`)
    terminal.printJson({ revoked: id })
  },
  async sessions({ context: { terminal }, file, of, rest }) {
    takesNo('sessions', rest)
    const sessions = await listSessions(file, (await personByEmail(file, of)).id)
    terminal.printJson({ sessions })
    for (const { id, createdAt, address, browser } of sessions)
      terminal.print(`${id}  ${toText(createdAt)}  ${address ?? 'unknown'}  ${browser ?? 'unknown'}`)
  },
  async 'sign-out'({ context: { terminal }, file, of, rest: [session, ...more], by }) {
    takesNo('sign-out', more)
    if (session === undefined) await signOutEverywhere(file, { email: of, by })
    else await endSession(file, { userId: (await personByEmail(file, of)).id, id: session, by })
    terminal.note(
      session === undefined ? `${of} is signed out everywhere.` : `Session ${session} of ${of} is ended.`,
    )
    terminal.printJson({ signedOut: of, ...(session === undefined ? {} : { session }) })
  },
  async 'ways-in'({ context: { terminal }, file, of, rest }) {
    takesNo('ways-in', rest)
    const { hasPassword, accounts } = await listWaysIn(file, (await personByEmail(file, of)).id)
    terminal.printJson({ hasPassword, accounts })
    if (hasPassword) terminal.print('password')
    for (const { id, provider, createdAt } of accounts)
      terminal.print(`${id}  ${provider}  since ${toText(createdAt)}`)
  },
  async rename({ context: { terminal }, file, of, rest: [name, ...more], by }) {
    takesNo('rename', more)
    if (name === undefined)
      throw new UsageError("user rename takes a person's address, and what they are called")
    await renamePerson(file, { email: of, name, by })
    terminal.note(`${of} is called ${name.trim()}.`)
    terminal.printJson({ person: of, name: name.trim() })
  },
  login: async (asked) => (await import('./user-login.ts')).userLogin(asked),
  async unlink({ context: { terminal }, file, of, rest: [id, ...more], by }) {
    takesNo('unlink', more)
    if (id === undefined) throw new UsageError("user unlink takes a person's address, and the id of a way in")
    await endWayIn(file, { userId: (await personByEmail(file, of)).id, id, by })
    terminal.note(`${of} signs in by ${id} no more.`)
    terminal.printJson({ unlinked: id })
  },
}

const toText = (instant: number) => new Date(instant * 1_000).toISOString().slice(0, 16).replace('T', ' ')

function takesNo(action: string, [more]: readonly string[]): void {
  if (more !== undefined) throw new UsageError(`user ${action} takes no '${more}'`)
}

/** What can be done about people, their sessions, tokens and the installation: each with its command, and the lines that it leaves. */
import { createAccountFile, createResetLink } from '@upflow/accounts'
import { openData } from '@upflow/pipeline'
import { ask, cookieOf, linkOf, password, type Said, type startWithOwner } from './people.ts'
import { configOf } from './support.ts'

/** A server, and what the actions before have made. */
export type Site = Awaited<ReturnType<typeof startWithOwner>> & { readonly made: Record<string, string> }

/** The same on the command line, its action null where it has none; or why there is nothing of the kind. */
export type Command = readonly [name: string, action: string | null] | { readonly none: string }

export interface AccountAction {
  readonly id: string
  readonly command: Command
  /** Each `what, by whom`; none where nothing is changed. */
  readonly leaves: readonly string[]
  /** What has to be there first, and leaves lines of its own. */
  readonly before?: (site: Site) => Promise<void>
  readonly act: (site: Site) => Promise<Said>
}

const acme = '/api/v1/organizations/acme'
const ben = 'ben@example.com'
const root = 'root@example.com'
const ofBrowser = { none: 'a session is a browser’s: who runs the command line is known to the machine' }

const post = ({ url }: Site, path: string, body: object, cookie?: string) =>
  ask(url, path, { method: 'POST', body, cookie })
const drop = ({ url, administrator }: Site, path: string, cookie = administrator, body = {}) =>
  ask(url, path, { method: 'DELETE', cookie, body })
const invite = async (site: Site) => {
  const { json } = await post(
    site,
    `${acme}/invitations`,
    { note: 'Ben', role: 'member' },
    site.administrator,
  )
  Object.assign(site.made, { invitation: json.invitation.id, link: linkOf(json.url) })
}
const signIn = async (site: Site) => {
  const said = await post(site, '/api/v1/sign-in', { email: ben, password: site.made.password! })
  site.made.cookie = cookieOf(said)
  return said
}
const sessionOf = async ({ url, made }: Site) =>
  (await ask(url, '/api/v1/sessions', { cookie: made.cookie })).json.sessions.find(
    ({ isThis }: { isThis: boolean }) => isThis,
  ).id
const memberOf = async ({ url, administrator }: Site) => {
  const { members } = (await ask(url, `${acme}/members`, { cookie: administrator })).json
  return `${acme}/members/${members.find(({ email }: { email: string }) => email === ben).id}`
}

const personOf = async ({ url, administrator }: Site, email = ben) => {
  const { people } = (await ask(url, '/api/v1/people', { cookie: administrator })).json
  return `/api/v1/people/${people.find((one: { email: string }) => one.email === email).id}`
}

/** In this order, each after the others. */
export const accountActions: readonly AccountAction[] = [
  {
    id: 'createInvitation',
    command: ['user', 'invite'],
    leaves: [`invitation.created, ${root}`],
    act: (site) => post(site, `${acme}/invitations`, { note: 'Cid', role: 'member' }, site.administrator),
  },
  {
    id: 'revokeInvitation',
    command: ['user', 'revoke'],
    leaves: [`invitation.revoked, ${root}`],
    before: invite,
    act: (site) => drop(site, `${acme}/invitations/${site.made.invitation}`),
  },
  {
    id: 'lookAtInvitation',
    command: ['user', 'invitations'],
    leaves: [],
    before: invite,
    act: (site) => post(site, '/api/v1/invitation', { link: site.made.link }),
  },
  {
    id: 'acceptInvitation',
    command: ofBrowser,
    leaves: [`person.created, ${root}`, `member.set, ${root}`, `sign-in.succeeded, ${ben}`],
    async act(site) {
      site.made.password = password
      const person = { name: 'Ben', email: ben, password }
      const said = await post(site, '/api/v1/accept-invitation', { link: site.made.link, person })
      site.made.cookie = cookieOf(said)
      return said
    },
  },
  {
    id: 'setMember',
    command: ['user', 'role'],
    leaves: [`member.set, ${root}`],
    act: async (site) =>
      ask(site.url, await memberOf(site), {
        method: 'PUT',
        body: { role: 'admin' },
        cookie: site.administrator,
      }),
  },
  {
    id: 'setMemberLogin',
    command: ['user', 'login'],
    // Of the organization: its line is in the audit there.
    leaves: [],
    act: async (site) =>
      ask(site.url, `${await memberOf(site)}/login`, {
        method: 'PUT',
        body: { login: 'ben' },
        cookie: site.administrator,
      }),
  },
  {
    id: 'saveView',
    command: ['views', 'save'],
    leaves: [`view.saved, ${ben}`],
    async act(site) {
      const said = await post(site, `${acme}/views`, { name: 'x', page: 'pulls' }, site.made.cookie)
      site.made.view = said.json.id
      return said
    },
  },
  {
    id: 'removeView',
    command: ['views', 'remove'],
    leaves: [`view.removed, ${ben}`],
    act: (site) => drop(site, `${acme}/views/${site.made.view}`, site.made.cookie),
  },
  {
    id: 'createToken',
    command: ['user', 'token'],
    leaves: [`token.created, ${ben}`],
    async act(site) {
      const said = await post(site, `${acme}/tokens`, { name: 'x', scopes: ['read'] }, site.made.cookie)
      site.made.token = said.json.id
      return said
    },
  },
  {
    id: 'revokeToken',
    command: ['user', 'revoke'],
    leaves: [`token.revoked, ${root}`],
    act: (site) => drop(site, `${acme}/tokens/${site.made.token}`),
  },
  {
    id: 'signOut',
    command: ['user', 'sign-out'],
    leaves: [`session.ended, ${ben}`],
    act: (site) => post(site, '/api/v1/sign-out', {}, site.made.cookie),
  },
  { id: 'signIn', command: ofBrowser, leaves: [`sign-in.succeeded, ${ben}`], act: signIn },
  {
    id: 'changePassword',
    command: ['user', 'reset-link'],
    leaves: [`password.set, ${ben}`],
    act(site) {
      site.made.password = 'another-password'
      const change = { current: password, next: site.made.password }
      return post(site, '/api/v1/change-password', change, site.made.cookie)
    },
  },
  {
    id: 'endSession',
    command: ['user', 'sign-out'],
    leaves: [`session.ended, ${ben}`],
    act: async (site) => drop(site, `/api/v1/sessions/${await sessionOf(site)}`, site.made.cookie),
  },
  {
    id: 'endWayIn',
    command: ['user', 'unlink'],
    leaves: [`account.unlinked, ${ben}`],
    async before(site) {
      await signIn(site)
      await site.inRegistry(
        `INSERT INTO account (id, accountId, providerId, userId, createdAt, updatedAt)
         SELECT 'way', '7', 'github', id, createdAt, updatedAt FROM "user" WHERE email = ?`,
        ben,
      )
    },
    act: (site) => drop(site, '/api/v1/ways-in/way', site.made.cookie),
  },
  {
    id: 'resetPassword',
    command: ['user', 'reset-link'],
    leaves: ['password.set, reset-link', 'sessions.ended, reset-link'],
    async before(site) {
      const data = await openData({ config: configOf(site.dataDir) })
      const file = createAccountFile(data.registry, () => Math.floor(Date.now() / 1_000))
      site.made.reset = await createResetLink(file, { email: ben, by: 'cli' })
      await data.close()
    },
    act: (site) => post(site, '/api/v1/reset-password', { link: site.made.reset, password }),
  },
  {
    id: 'rename',
    command: ['user', 'rename'],
    leaves: [`person.renamed, ${ben}`],
    async before(site) {
      const said = await post(site, '/api/v1/sign-in', { email: ben, password })
      site.made.cookie = cookieOf(said)
    },
    act: ({ url, made }) =>
      ask(url, '/api/v1/me', { method: 'PATCH', body: { name: 'Benjamin' }, cookie: made.cookie }),
  },
  {
    id: 'setAdministrator',
    command: ['user', 'role'],
    leaves: [`administrator.set, ${root}`],
    act: async (site) =>
      ask(site.url, `${await personOf(site)}/administrator`, {
        method: 'PUT',
        body: { isAdministrator: true },
        cookie: site.administrator,
      }),
  },
  {
    id: 'createResetLink',
    command: ['user', 'reset-link'],
    leaves: [`reset-link.created, ${root}`],
    act: async (site) => post(site, `${await personOf(site)}/reset-link`, {}, site.administrator),
  },
  {
    id: 'removePerson',
    command: ['user', 'remove'],
    leaves: [`person.removed, ${root}`],
    // With a second of the name who stays, a member of nothing.
    async before(site) {
      await invite(site)
      const person = { name: 'Dan', email: 'dan@example.com', password }
      await post(site, '/api/v1/accept-invitation', { link: site.made.link, person })
      const { members } = (await ask(site.url, `${acme}/members`, { cookie: site.administrator })).json
      const { id } = members.find(({ email }: { email: string }) => email === person.email)
      await drop(site, `${acme}/members/${id}`)
    },
    act: async (site) => drop(site, await personOf(site, 'dan@example.com')),
  },
  {
    id: 'removeMember',
    command: ['user', 'role'],
    leaves: [`member.set, ${root}`],
    act: async (site) => drop(site, await memberOf(site)),
  },
  {
    id: 'takeBackup',
    command: ['backup', 'create'],
    leaves: [`backup.taken, ${root}`],
    act: (site) => post(site, '/api/v1/backups', {}, site.administrator),
  },
  {
    id: 'createOrganization',
    command: ['org', 'create'],
    leaves: [`member.set, ${root}`],
    act: (site) => post(site, '/api/v1/organizations', { id: 'gamma' }, site.administrator),
  },
  {
    id: 'removeOrganization',
    command: ['org', 'remove'],
    leaves: [`organization.removed, ${root}`],
    act: (site) => drop(site, '/api/v1/organizations/gamma', site.administrator, { confirm: 'gamma' }),
  },
]

/** Whose lines other tests see: who comes first, who comes in elsewhere, and what GitHub sends, which leaves runs alone. */
export const comingIn = {
  setUp: 'accounts/test/sign-ins.test.ts',
  signInWithProvider: 'accounts/test/sign-ins.test.ts',
  signInCallback: 'accounts/test/sign-ins.test.ts',
  deliverWebhook: 'web/test/webhooks.test.ts',
} as const

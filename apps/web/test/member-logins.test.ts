/** Who signs in by GitHub is known by their login there, where the organization is read from the same GitHub. */
import { openData } from '@upflow/pipeline'
import { expect, it } from 'vitest'
import { type GithubAccount, startGithubSignIn } from './github-sign-in.ts'
import { ask, cookieOf, linkOf, password, startWithOwner, twoOrganizations } from './people.ts'
import { configOf } from './support.ts'

async function setup({ ails = null }: { readonly ails?: 'beta' | null } = {}) {
  const github = await startGithubSignIn()
  const dataDir = await twoOrganizations({ isRead: false })
  const data = await openData({ config: configOf(dataDir) })
  // Beta is read from elsewhere.
  await data.organizations.create({
    id: 'gamma',
    name: 'gamma',
    integration: { kind: 'github', apiUrl: `${github.api}/`, sealedToken: null },
  })
  // Of a version that this one does not know.
  if (ails !== null) (await data.tenants.openToRead(ails as never)).sqlite.pragma('user_version = 99')
  await data.close()
  const web = await startWithOwner({
    dataDir,
    environment: {
      UPFLOW_SIGN_IN_GITHUB_ID: 'client',
      UPFLOW_SIGN_IN_GITHUB_SECRET: 'canary-client-secret-0123456789',
      UPFLOW_SIGN_IN_GITHUB_URL: github.url,
      UPFLOW_WEB_URL: 'http://127.0.0.1',
    },
  })
  const { url, administrator } = web
  const invite = async (organization: string): Promise<string> => {
    const path = `/api/v1/organizations/${organization}/invitations`
    const { json } = await ask(url, path, {
      method: 'POST',
      cookie: administrator,
      body: { note: 'x', role: 'member' },
    })
    return linkOf(json.url)
  }
  /** There and back, as a browser goes. Gives the session. */
  const go = async (account: GithubAccount, body: object, cookie = ''): Promise<string> => {
    github.use(account)
    const away = await ask(url, '/api/v1/sign-in/provider', {
      method: 'POST',
      cookie,
      body: { provider: 'github', ...body },
    })
    expect(away.status, away.text).toBe(200)
    const there = await fetch(away.json.url, { redirect: 'manual' })
    const { search } = new URL(there.headers.get('location')!)
    const held = [cookie, cookieOf(away)].filter(Boolean).join('; ')
    const back = await ask(url, `/api/v1/auth/callback/github${search}`, { cookie: held })
    return cookieOf(back) || cookie
  }
  const accept = (link: string, cookie: string) =>
    ask(url, '/api/v1/accept-invitation', { method: 'POST', cookie, body: { link, person: null } })
  const loginsIn = async (organization: string) => {
    const path = `/api/v1/organizations/${organization}/members`
    const { members } = (await ask(url, path, { cookie: administrator })).json
    return members
      .filter(({ email }: { email: string }) => !email.startsWith('root'))
      .map((one: Record<string, unknown>) => [one.email, one.login, one.loginBy])
  }
  return { ...web, go, invite, accept, loginsIn }
}

const ann: GithubAccount = { id: 7, login: 'ann', email: 'ann@example.com' }
const bySignIn = 'sign-in by GitHub'

it('who comes by an invitation with GitHub is known from then on, also after a rename there, and not elsewhere', async () => {
  const web = await setup()
  const link = await web.invite('gamma')
  const cookie = await web.go(ann, { purpose: 'invitation', link })
  expect((await web.accept(link, cookie)).status).toBe(200)
  expect(await web.loginsIn('gamma')).toEqual([[ann.email, 'ann', bySignIn]])
  expect((await web.accept(await web.invite('beta'), cookie)).status).toBe(200)
  expect(await web.loginsIn('beta')).toEqual([[ann.email, null, null]])

  await web.go({ ...ann, login: 'ann-renamed' }, { purpose: 'sign-in' })
  expect(await web.loginsIn('gamma')).toEqual([[ann.email, 'ann-renamed', bySignIn]])
  const { changes } = (
    await ask(web.url, '/api/v1/organizations/gamma/audit?key=login', { cookie: web.administrator })
  ).json
  expect(changes.map((one: Record<string, unknown>) => [one.changedBy, one.before, one.after])).toEqual([
    [bySignIn, { member: ann.email, login: 'ann' }, { member: ann.email, login: 'ann-renamed' }],
    [bySignIn, null, { member: ann.email, login: 'ann' }],
  ])
})

it('who adds GitHub as a way in is known by it; what an administrator has said, and is another’s, stays', async () => {
  const web = await setup()
  const cookie = await web.join('ben', 'gamma', 'member')
  const linked = { purpose: 'link', current: password }
  await web.go({ id: 8, login: 'ben-at-github', email: 'other@example.com' }, linked, cookie)
  expect(await web.loginsIn('gamma')).toEqual([['ben@example.com', 'ben-at-github', bySignIn]])

  const { members } = (
    await ask(web.url, '/api/v1/organizations/gamma/members', { cookie: web.administrator })
  ).json
  const { id } = members.find(({ name }: { name: string }) => name === 'ben')
  const said = await ask(web.url, `/api/v1/organizations/gamma/members/${id}/login`, {
    method: 'PUT',
    cookie: web.administrator,
    body: { login: 'ann' },
  })
  expect(said.status).toBe(200)
  await web.go({ id: 8, login: 'ben-at-github', email: 'other@example.com' }, { purpose: 'sign-in' })
  const link = await web.invite('gamma')
  await web.accept(link, await web.go(ann, { purpose: 'invitation', link }))
  expect(await web.loginsIn('gamma')).toEqual([
    [ann.email, null, null],
    ['ben@example.com', 'ann', 'root@example.com'],
  ])
})

it('an organization whose file ails keeps nobody from being known in another', async () => {
  const web = await setup({ ails: 'beta' })
  const link = await web.invite('beta')
  const cookie = await web.go(ann, { purpose: 'invitation', link })
  expect((await web.accept(link, cookie)).status).toBe(200)
  expect((await web.accept(await web.invite('gamma'), cookie)).status).toBe(200)
  expect(await web.loginsIn('gamma')).toEqual([[ann.email, 'ann', bySignIn]])
  expect(web.lines.filter((line) => line.includes('broken')).join()).toContain('db/newer-file')
  const path = '/api/v1/organizations/beta/settings'
  const refused = await ask(web.url, path, { cookie: web.administrator })
  expect([refused.status, refused.json.error.code]).toEqual([503, 'db/newer-file'])
  // Where its file is, the log says and nobody else.
  const names = [refused.text, web.lines.filter((line) => line.includes('failed')).join()]
  expect(names.map((text) => text.includes('beta.db'))).toEqual([false, true])
})

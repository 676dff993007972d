/** Signing in over HTTP: cookies, foreign pages, limits, and when a server may be open. */
import { openData } from '@upflow/pipeline'
import { expect, it } from 'vitest'
import { ask, cookieOf, password, setUpLinkOf, startWithOwner, twoOrganizations } from './people.ts'
import { configOf, newFolder, send, start } from './support.ts'

const credentials = { email: 'root@example.com', password }
const setup = async (environment: Readonly<Record<string, string>> = {}) =>
  startWithOwner({ dataDir: await twoOrganizations({ isRead: false }), environment })

it('before anybody has set it up, a server gives nothing away, and its log has the one way in', async () => {
  const web = await start({ environment: { UPFLOW_WEB_OPEN: '0' } })
  expect((await web.get('/api/v1/me')).json).toMatchObject({
    kind: 'nobody',
    isSetUp: false,
    organizations: [],
  })
  const refused = await web.get('/api/v1/organizations')
  expect(refused).toMatchObject({ status: 401, json: { error: { code: 'accounts/not-signed-in' } } })
  expect(refused.headers.get('www-authenticate')).toBe('Bearer realm="upflow"')
  expect(web.lines.filter((line) => line.includes('/set-up#'))).toHaveLength(1)
  expect((await web.get('/healthz')).status).toBe(200)
})

it('a second start before the set-up makes another link, and one after it none', async () => {
  const dataDir = newFolder()
  const environment = { UPFLOW_WEB_OPEN: '0' }
  const first = await start({ dataDir, environment })
  await first.server.close()
  const second = await start({ dataDir, environment })
  const setUp = (url: string, link: string) =>
    ask(url, '/api/v1/set-up', { method: 'POST', body: { link, name: 'Root', ...credentials } })
  expect((await setUp(second.server.url, setUpLinkOf(first.lines))).json.error.code).toBe(
    'accounts/unusable-link',
  )
  expect((await setUp(second.server.url, setUpLinkOf(second.lines))).status).toBe(200)
  await second.server.close()
  const third = await start({ dataDir, environment })
  expect(setUpLinkOf(third.lines)).toBe('')
})

it('a page of another site changes nothing, whoever’s browser shows it', async () => {
  const { url, administrator: cookie } = await setup()
  const path = '/api/v1/organizations/acme/tokens'
  const headers = { cookie, 'content-type': 'application/json' }
  const body = Buffer.from(JSON.stringify({ name: 'x', scopes: ['read'] }))
  const host = new URL(url).host
  for (const foreign of [
    { origin: 'https://evil.example.com' },
    { origin: 'null' },
    { origin: `http://${host}.evil.example.com` },
    { 'sec-fetch-site': 'cross-site' },
    { 'sec-fetch-site': 'same-site' },
  ])
    expect(
      (await send(url, { path, method: 'POST', headers: { ...headers, host, ...foreign } as never, body }))
        .status,
    ).toBe(403)
  // What a form can send without asking.
  for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x'])
    expect(
      (await send(url, { path, method: 'POST', headers: { ...headers, host, 'content-type': type }, body }))
        .status,
    ).toBe(415)
  expect((await ask(url, path, { cookie })).json.tokens).toEqual([])
  expect(
    (await send(url, { path, method: 'POST', headers: { ...headers, host, origin: url }, body })).status,
  ).toBe(200)
})

it('the cookie is Lax and HttpOnly, and Secure where browsers come by https', async () => {
  const { url } = await setup()
  const plain = await ask(url, '/api/v1/sign-in', { method: 'POST', body: credentials })
  expect(plain.headers.get('cache-control')).toBe('no-store')
  expect(plain.headers.getSetCookie()).toEqual([
    expect.stringMatching(/^upflow\.session_token=[^;]+; Max-Age=1209600; Path=\/; HttpOnly; SameSite=Lax$/),
  ])
  const secure = await setup({ UPFLOW_WEB_URL: 'https://upflow.example.com', UPFLOW_WEB_BEHIND_PROXY: '1' })
  const said = await ask(secure.url, '/api/v1/sign-in', { method: 'POST', body: credentials })
  expect(said.headers.getSetCookie()[0]).toMatch(
    /^__Secure-upflow\.session_token=.*; HttpOnly; Secure; SameSite=Lax$/,
  )
})

it('too many attempts are refused with when to come back, by the address that the connection has', async () => {
  const { url, administrator: cookie } = await setup()
  const attempt = (index: number) =>
    ask(url, '/api/v1/sign-in', {
      method: 'POST',
      body: { email: `person${index % 5}@example.com`, password: 'not-the-password' },
      // Believed only of a proxy that is known to be there.
      headers: { 'x-forwarded-for': `192.0.2.${index}`, 'x-upflow-address': `192.0.2.${index}` },
    })
  const statuses: number[] = []
  for (let index = 0; index < 32; index++) statuses.push((await attempt(index)).status)
  expect(statuses.slice(0, 30)).toEqual(Array(30).fill(401))
  const refused = await attempt(0)
  expect(refused).toMatchObject({ status: 429, json: { error: { code: 'accounts/too-many-attempts' } } })
  expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0)
  // Who is signed in goes on.
  expect((await ask(url, '/api/v1/me', { cookie })).json.kind).toBe('user')
})

it('a session that its owner ends elsewhere ends at once, and nobody else can end it', async () => {
  const web = await setup()
  const { url, administrator: cookie } = web
  const second = cookieOf(await ask(url, '/api/v1/sign-in', { method: 'POST', body: credentials }))
  const other = await web.join('other', 'acme', 'owner')
  const { sessions } = (await ask(url, '/api/v1/sessions', { cookie })).json
  expect(sessions.map(({ isThis }: { isThis: boolean }) => isThis).sort()).toEqual([false, true])
  const { id } = sessions.find(({ isThis }: { isThis: boolean }) => !isThis)
  const end = (by: string) => ask(url, `/api/v1/sessions/${id}`, { method: 'DELETE', cookie: by })
  expect((await end(other)).status).toBe(404)
  expect((await ask(url, '/api/v1/me', { cookie: second })).json.kind).toBe('user')
  expect((await end(cookie)).status).toBe(200)
  expect((await ask(url, '/api/v1/me', { cookie: second })).json.kind).toBe('nobody')
})

it('a token may no more than whoever made it may by now', async () => {
  const web = await setup()
  const { url, administrator: cookie } = web
  const member = await web.join('member', 'acme', 'member')
  const tooMuch = await ask(url, '/api/v1/organizations/acme/tokens', {
    method: 'POST',
    cookie: member,
    body: { name: 'x', scopes: ['read', 'admin'] },
  })
  expect(tooMuch).toMatchObject({ status: 400, json: { error: { facts: { field: 'scopes' } } } })
  const { token } = await web.makeToken(member, 'acme', ['read'])
  const asked = async () =>
    (await ask(url, '/api/v1/organizations/acme/repositories', { bearer: token })).status
  expect(await asked()).toBe(200)
  const { members } = (await ask(url, '/api/v1/organizations/acme/members', { cookie })).json
  const { id } = members.find(({ name }: { name: string }) => name === 'member')
  const path = `/api/v1/organizations/acme/members/${id}`
  await ask(url, path, { method: 'PUT', cookie, body: { role: 'viewer' } })
  expect(await asked()).toBe(403)
  await ask(url, path, { method: 'DELETE', cookie })
  expect(await asked()).toBe(401)
  const { changes } = (await ask(url, '/api/v1/organizations/acme/member-changes', { cookie })).json
  expect(changes.slice(0, 2)).toMatchObject([
    { what: 'member.set', changedBy: 'root@example.com', subject: 'member@example.com', after: null },
    { what: 'member.set', before: 'member', after: 'viewer' },
  ])
})

it('the audit says whose token it was, whatever that is called', async () => {
  const web = await setup()
  const admin = await web.join('admin', 'acme', 'admin')
  const { token } = (
    await ask(web.url, '/api/v1/organizations/acme/tokens', {
      method: 'POST',
      cookie: admin,
      body: { name: 'root@example.com', scopes: ['admin'] },
    })
  ).json
  await ask(web.url, '/api/v1/organizations/acme', {
    method: 'PATCH',
    bearer: token,
    body: { name: 'Acme 2' },
  })
  const { changes } = (await ask(web.url, '/api/v1/organizations/acme/audit', { cookie: web.administrator }))
    .json
  expect(changes[0]).toMatchObject({
    key: 'name',
    changedBy: 'admin@example.com by token root@example.com',
  })
})

it('a token that was made where nobody signed in works no more once people do', async () => {
  const dataDir = await twoOrganizations({ isRead: false })
  const open = await start({ dataDir })
  const made = await ask(open.server.url, '/api/v1/organizations/acme/tokens', {
    method: 'POST',
    body: { name: 'dashboard', scopes: ['read'] },
  })
  const bearer = made.json.token
  const asked = async (url: string) => (await ask(url, '/api/v1/organizations', { bearer })).status
  expect(await asked(open.server.url)).toBe(200)
  await open.server.close()
  const { url } = await startWithOwner({ dataDir })
  expect(await asked(url)).toBe(401)
})

it('an organization keeps an owner', async () => {
  const web = await setup()
  const { members } = (
    await ask(web.url, '/api/v1/organizations/acme/members', { cookie: web.administrator })
  ).json
  const path = `/api/v1/organizations/acme/members/${members[0].id}`
  const demoted = { method: 'PUT', cookie: web.administrator, body: { role: 'viewer' } }
  expect((await ask(web.url, path, demoted)).json.error.code).toBe('accounts/last-owner')
})

it.each([
  [{ UPFLOW_WEB_HOST: '0.0.0.0' }, /UPFLOW_WEB_HOST must be 127\.0\.0\.1/],
  [{ UPFLOW_WEB_URL: 'https://upflow.example.com' }, /goes with no UPFLOW_WEB_URL/],
  [{ UPFLOW_WEB_HOSTS: 'upflow.example.com' }, /goes with no UPFLOW_WEB_URL, UPFLOW_WEB_HOSTS/],
  [{ UPFLOW_WEB_BEHIND_PROXY: '1' }, /UPFLOW_WEB_BEHIND_PROXY/],
  [{ UPFLOW_WEB_OPEN: 'yes' }, /must be 1 or 0/],
  [
    { UPFLOW_WEB_OPEN: '0', UPFLOW_SIGN_IN_GITHUB_ID: 'x' },
    /UPFLOW_SIGN_IN_GITHUB_SECRET must be set as well/,
  ],
  [
    { UPFLOW_WEB_OPEN: '0', UPFLOW_SIGN_IN_GITHUB_ID: 'x', UPFLOW_SIGN_IN_GITHUB_SECRET: 'y' },
    /UPFLOW_SIGN_IN_GITHUB_ID needs UPFLOW_WEB_URL/,
  ],
  [{ UPFLOW_WEB_OPEN: '0', UPFLOW_WEB_URL: 'https://upflow.example.com/path' }, /without a path/],
])('the configuration %j is refused', (environment, message) =>
  expect(() => configOf('/nowhere', environment)).toThrow(message),
)

it('the command line’s link lets in who is locked out', async () => {
  const web = await setup()
  const data = await openData({ config: configOf(web.dataDir) })
  const { createAccountFile, createResetLink } = await import('@upflow/accounts')
  const file = createAccountFile(data.registry, () => Math.floor(Date.now() / 1_000))
  const link = await createResetLink(file, { email: credentials.email, by: 'cli' })
  await data.close()
  const reset = () =>
    ask(web.url, '/api/v1/reset-password', { method: 'POST', body: { link, password: 'another-password' } })
  expect((await reset()).status).toBe(200)
  expect((await reset()).json.error.code).toBe('accounts/unusable-link')
  expect((await ask(web.url, '/api/v1/me', { cookie: web.administrator })).json.kind).toBe('nobody')
  const signedIn = await ask(web.url, '/api/v1/sign-in', {
    method: 'POST',
    body: { ...credentials, password: 'another-password' },
  })
  expect(signedIn.status).toBe(200)
})

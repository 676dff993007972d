/** Sessions over HTTP that somebody would like to have: chosen before a sign-in, taken from a file, or kept beyond their end. */
import { openData } from '@upflow/pipeline'
import { expect, it } from 'vitest'
import { ask, cookieOf, password, startWithOwner, twoOrganizations } from './people.ts'
import { configOf } from './support.ts'

const setup = async () => startWithOwner({ dataDir: await twoOrganizations({ isRead: false }) })
type Site = Awaited<ReturnType<typeof setup>>

const who = async ({ url }: Site, cookie: string): Promise<string> =>
  (await ask(url, '/api/v1/me', { cookie })).json.name
const signIn = ({ url }: Site, cookie?: string) =>
  ask(url, '/api/v1/sign-in', { method: 'POST', cookie, body: { email: 'root@example.com', password } })
const rowsOf = async ({ dataDir }: Site) => {
  const data = await openData({ config: configOf(dataDir) })
  const rows = data.registry.sqlite
    .prepare('SELECT id, token, expiresAt FROM session ORDER BY createdAt')
    .all()
  await data.close()
  return rows as { id: string; token: string; expiresAt: string }[]
}

it('fixed: one that somebody else has put into the browser is not signed in with', async () => {
  const site = await setup()
  const planted = await site.join('eve', 'acme', 'viewer')
  const victim = cookieOf(await signIn(site, planted))
  expect(victim).not.toBe(planted)
  expect(await who(site, victim)).toBe('root@example.com')
  // Whoever put it there has neither the new one nor the old one.
  expect(await who(site, planted)).toBe('nobody')
  const chosen = 'upflow.session_token=chosen-by-eve.c2lnbmF0dXJl'
  const again = cookieOf(await signIn(site, chosen))
  expect(again).not.toContain('chosen-by-eve')
  expect(await who(site, chosen)).toBe('nobody')
})

it('stolen: what a copy of the file has of them signs nobody in, in whichever way it is sent', async () => {
  const site = await setup()
  const signature = site.administrator.slice(site.administrator.indexOf('.', 'upflow.'.length))
  const rows = await rowsOf(site)
  expect(rows.length).toBeGreaterThan(0)
  for (const { id, token } of rows)
    for (const text of [token, id])
      for (const value of [text, `${text}${signature}`, encodeURIComponent(`${text}.${text}`)]) {
        expect(await who(site, `upflow.session_token=${value}`), value).toBe('nobody')
        const asToken = await ask(site.url, '/api/v1/organizations', { bearer: text })
        expect(asToken.json.error.code).toBe('accounts/bad-token')
      }
  // Nor does a session that works stand for an API token.
  const held = site.administrator.slice('upflow.session_token='.length)
  expect((await ask(site.url, '/api/v1/organizations', { bearer: held })).status).toBe(401)
})

it('stolen: it ends with a new password, and takes none and no way in by itself', async () => {
  const site = await setup()
  const stolen = cookieOf(await signIn(site))
  const post = (path: string, body: object, cookie: string) =>
    ask(site.url, `/api/v1/${path}`, { method: 'POST', body, cookie })
  const change = { current: 'not-the-password', next: 'another-password' }
  expect((await post('change-password', change, stolen)).json.error.code).toBe('accounts/wrong-credentials')
  expect((await post('change-password', { ...change, current: password }, site.administrator)).status).toBe(
    200,
  )
  expect(await who(site, stolen)).toBe('nobody')
  expect(await who(site, site.administrator)).toBe('root@example.com')
})

it('expired: it ends when it ends, and is not kept alive by being used', async () => {
  const site = await setup()
  const [before] = await rowsOf(site)
  for (let count = 0; count < 3; count++) await who(site, site.administrator)
  expect((await rowsOf(site))[0]).toEqual(before)
  await site.inRegistry('UPDATE session SET expiresAt = ?', new Date(Date.now() - 1_000).toISOString())
  expect(await who(site, site.administrator)).toBe('nobody')
  const refused = await ask(site.url, '/api/v1/organizations', { cookie: site.administrator })
  expect(refused.json.error.code).toBe('accounts/not-signed-in')
})

/** Two servers over one database have the same people: who comes in at one is known at the other, and who goes is gone. */

import { openData } from '@upflow/pipeline'
import { startPostgres } from '@upflow/tooling/postgres'
import { startRelay } from '@upflow/tooling/relay'
import { afterAll, describe, expect, it } from 'vitest'
import { ask, cookieOf, linkOf, password, setUpLinkOf, startWithOwner, twoOrganizations } from './people.ts'
import { atEnd, configOf, newFolder, start } from './support.ts'

const postgres = await startPostgres()
afterAll(() => postgres?.stop())

const environmentOf = (url: string) => ({
  UPFLOW_DATABASE_URL: url,
  UPFLOW_SECRET: 'a secret of some length',
  UPFLOW_WEB_OPEN: '0',
})

async function newDatabase(): Promise<string> {
  const url = await postgres!.cloneDatabase()
  const data = await openData({ config: configOf(newFolder(), environmentOf(url)) })
  await data.organizations.create({
    id: 'acme',
    name: 'Acme',
    integration: { kind: 'github', apiUrl: 'http://127.0.0.1:9', sealedToken: null },
  })
  await data.close()
  return url
}

async function startReplica(url: string) {
  const { server, lines } = await start({ environment: environmentOf(url) })
  const meOf = async (cookie: string) => (await ask(server.url, '/api/v1/me', { cookie })).json
  return { url: server.url, lines, meOf, link: () => setUpLinkOf(lines) }
}

const root = { name: 'Root', email: 'root@example.com', password }
const post = (url: string, path: string, body: unknown, cookie?: string) =>
  ask(url, `/api/v1${path}`, { method: 'POST', body, cookie })

async function startTwo() {
  const url = await newDatabase()
  const [one, other] = await Promise.all([startReplica(url), startReplica(url)])
  const made = await post(other.url, '/set-up', { link: one.link(), ...root })
  if (made.status !== 200) throw new Error(made.text)
  return { database: url, one, other, cookie: cookieOf(made) }
}

/** In what anybody may be told, no host and no path. */
const expectNoPlaces = (text: string) => expect(text).not.toMatch(/127\.0\.0\.1|registry\.db|\/tmp/)

describe.skipIf(postgres === null)('two servers', () => {
  it('start at once with a link each, of which one is used at either, once', async () => {
    const url = await newDatabase()
    const [one, other] = await Promise.all([startReplica(url), startReplica(url)])
    const answers = await Promise.all([
      post(one.url, '/set-up', { link: other.link(), ...root }),
      post(other.url, '/set-up', { link: one.link(), ...root, email: 'eve@example.com' }),
    ])
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 410])
    const cookie = cookieOf(answers.find(({ status }) => status === 200)!)
    for (const { meOf } of [one, other]) expect(await meOf(cookie)).toMatchObject({ isAdministrator: true })
  })

  it('know each other’s sessions, and that they have ended, at the next request', async () => {
    const { one, other, cookie } = await startTwo()
    const signedIn = await post(one.url, '/sign-in', { email: root.email, password })
    const second = cookieOf(signedIn)
    expect(await other.meOf(second)).toMatchObject({ person: { email: root.email } })
    const { sessions } = (await ask(other.url, '/api/v1/sessions', { cookie })).json
    expect(sessions).toHaveLength(2)
    expect((await post(one.url, '/sign-out', {}, second)).status).toBe(200)
    expect((await ask(other.url, '/api/v1/sessions', { cookie: second })).status).toBe(401)
    expect((await ask(other.url, '/api/v1/sessions', { cookie })).status).toBe(200)
  })

  it('let nobody do what they may no more, whichever took it from them', async () => {
    const { one, other, cookie } = await startTwo()
    const invited = await post(
      one.url,
      '/organizations/acme/invitations',
      { note: 'Ben', role: 'admin' },
      cookie,
    )
    const ben = { name: 'Ben', email: 'ben@example.com', password }
    const accepted = await post(other.url, '/accept-invitation', {
      link: linkOf(invited.json.url),
      person: ben,
    })
    expect(accepted.status).toBe(200)
    const ofBen = cookieOf(accepted)
    const { json: token } = await post(
      other.url,
      '/organizations/acme/tokens',
      { name: 'ci', scopes: ['read', 'admin'] },
      ofBen,
    )
    const settings = '/api/v1/organizations/acme/settings'
    const asBen = async () =>
      Promise.all(
        [one, other].flatMap(({ url }) => [
          ask(url, settings, { cookie: ofBen }),
          ask(url, settings, { bearer: token.token }),
        ]),
      ).then((answers) => answers.map(({ status }) => status))
    expect(await asBen()).toEqual([200, 200, 200, 200])
    const { members } = (await ask(one.url, '/api/v1/organizations/acme/members', { cookie })).json
    const { id } = members.find(({ name }: { name: string }) => name === 'Ben')
    const member = `/api/v1/organizations/acme/members/${id}`
    await ask(one.url, member, { method: 'PUT', cookie, body: { role: 'viewer' } })
    expect((await ask(other.url, '/api/v1/organizations/acme/invitations', { cookie: ofBen })).status).toBe(
      403,
    )
    expect(
      (await ask(one.url, `/api/v1/organizations/acme/tokens/${token.id}`, { method: 'DELETE', cookie }))
        .status,
    ).toBeLessThan(300)
    expect((await ask(other.url, settings, { bearer: token.token })).status).toBe(401)
    await ask(other.url, member, { method: 'DELETE', cookie })
    expect(await asBen()).toEqual([404, 401, 404, 401])
  })

  it('have one audit of accounts', async () => {
    const { one, other, cookie } = await startTwo()
    await post(one.url, '/sign-in', { email: root.email, password })
    const path = '/api/v1/account-changes'
    const of = async ({ url }: { url: string }) => (await ask(url, path, { cookie })).text
    expect(await of(one)).toBe(await of(other))
    expect(await of(one)).toContain('sign-in.succeeded')
  })

  it('answer nobody while the database is away, and everybody after', async () => {
    const url = await newDatabase()
    const relay = await startRelay(url)
    atEnd(relay.close)
    const one = await startReplica(relay.url)
    const made = await post(one.url, '/set-up', { link: one.link(), ...root })
    const cookie = cookieOf(made)
    relay.silence()
    const away = await ask(one.url, '/api/v1/sessions', { cookie })
    expect([away.status, away.json.error.code]).toEqual([503, 'db/unreachable'])
    expectNoPlaces(away.text)
    // Whoever runs the server is told which.
    expect(one.lines.join('')).toContain(new URL(relay.url).host)
    relay.cut()
    await expect.poll(async () => (await ask(one.url, '/api/v1/sessions', { cookie })).status).toBe(200)
  })

  it('say to nobody but the log where accounts are of which one has others', async () => {
    const { database } = await startTwo()
    const ownFolder = newFolder()
    const own = await openData({ config: configOf(ownFolder) })
    await own.registry.write((sqlite) =>
      sqlite.exec(`INSERT INTO "user" VALUES ('eve', 'Eve', 'eve@example.com', 0, NULL, 0, 0)`),
    )
    await own.close()
    // Where nobody signs in a server starts nevertheless.
    const environment = { ...environmentOf(database), UPFLOW_WEB_OPEN: '1' }
    const third = await start({ dataDir: ownFolder, environment })
    const others = await ask(third.server.url, '/api/v1/organizations', { bearer: 'upf_x' })
    expect([others.status, others.json.error.code]).toEqual([409, 'db/other-accounts'])
    expectNoPlaces(others.text)
    expect(third.lines.join('')).toContain(ownFolder)
  })

  it('without the database let nobody in by what was copied of it, nor start', async () => {
    const { dataDir, url, lines, administrator, makeToken } = await startWithOwner({
      dataDir: await twoOrganizations({ isRead: false }),
    })
    const { token } = await makeToken(administrator, 'acme', ['read'])
    const ways = [{ cookie: administrator }, { bearer: token }]
    const answers = async () => {
      const all = await Promise.all(ways.map((way) => ask(url, '/api/v1/organizations', way)))
      for (const { text } of all) expectNoPlaces(text)
      return all.map(({ status, json }) => json.error?.code ?? status)
    }
    expect(await answers()).toEqual([200, 200])
    // As `upflow migrate` does beside it.
    const data = await openData({ config: configOf(dataDir, environmentOf(await postgres!.cloneDatabase())) })
    await data.registry.keepInStep()
    await data.close()
    const refused = 'db/accounts-in-database'
    expect(await answers()).toEqual([refused, refused])
    const again = await ask(url, '/api/v1/sign-in', { method: 'POST', body: { email: root.email, password } })
    expect([again.status, again.json.error.code]).toEqual([409, refused])
    expect(lines.join('')).toContain('upflow data accounts machine')
    await expect(start({ dataDir, environment: { UPFLOW_WEB_OPEN: '0' } })).rejects.toMatchObject({
      code: refused,
      message: expect.stringContaining(dataDir),
    })
  })
})

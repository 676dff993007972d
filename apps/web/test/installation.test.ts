/** Who administers all sees whether it is well and who has an account, and rules over accounts as the command line does. */
import { cpSync, readFileSync } from 'node:fs'
import { parseOrganizationId } from '@upflow/model'
import { openPipeline } from '@upflow/pipeline'
import { expect, it } from 'vitest'
import { version } from '../src/version.ts'
import { ask, linkOf, type Said, startWithOwner } from './people.ts'
import { atEnd, configOf, newFolder, start } from './support.ts'

it('the version is that of the package', () => {
  const text = readFileSync(new URL('../package.json', import.meta.url), 'utf8')
  expect(version).toBe((JSON.parse(text) as { version: string }).version)
})

it('processes, queues, disk and organizations are as they are', async () => {
  const web = await startWithOwner()
  const { url, administrator: cookie } = web
  const read = async () => (await ask(url, '/api/v1/installation', { cookie })).json
  const alone = await read()
  expect(alone).toMatchObject({
    version,
    node: process.versions.node,
    organizationsIn: 'folder',
    disk: { folder: web.dataDir },
    // This server executes nothing.
    processes: [{ queues: [] }],
    organizations: [
      { id: 'acme', members: 1, lastRun: { job: 'backfill', status: 'succeeded' } },
      { id: 'beta', members: 1, lastRun: null },
    ],
  })
  expect(alone.disk.freeBytes).toBeLessThanOrEqual(alone.disk.totalBytes)
  await web.join('ben', 'beta', 'viewer')
  // Somebody begins what nobody executes.
  const begun = await ask(url, '/api/v1/organizations/acme/runs', {
    method: 'POST',
    cookie,
    body: { job: 'crawl' },
  })
  expect(begun.status, begun.text).toBe(200)
  expect(await read()).toMatchObject({
    queues: [{ queue: 'default', active: 1, running: 0, processes: 0 }],
    organizations: [{ lastRun: { job: 'crawl', status: 'pending' } }, { members: 2 }],
  })
  const other = await openPipeline({ config: configOf(web.dataDir), concurrency: 1, autoStart: false })
  atEnd(() => other.close())
  const both = await read()
  expect(both.processes).toHaveLength(2)
  expect(both.queues).toEqual([{ queue: 'default', active: 1, running: 0, processes: 1 }])
})

it('schedules of all organizations are known, whatever ails one of them', async () => {
  const { url, administrator: cookie, dataDir } = await startWithOwner()
  const read = async () => (await ask(url, '/api/v1/schedules', { cookie })).json
  const all = await read()
  expect(all).toMatchObject({
    schedules: [
      { organization: 'acme', kind: 'crawl', cron: '*/15 * * * *' },
      { organization: 'acme', kind: 'reconcile' },
      {
        organization: 'beta',
        kind: 'crawl',
        nextAt: null,
        problem: expect.stringContaining('no GitHub token'),
      },
      { organization: 'beta', kind: 'reconcile' },
    ],
    unread: [],
  })
  for (const id of ['acme', 'beta']) {
    const own = (await ask(url, `/api/v1/organizations/${id}/schedules`, { cookie })).json
    const ofId = (all.schedules as { organization: string }[]).filter((one) => one.organization === id)
    expect(ofId.map(({ organization: _, ...one }) => one)).toEqual(own.schedules)
  }
  const csv = await ask(url, '/api/v1/schedules?format=csv', { cookie })
  expect(csv.text.trim().split('\r\n')).toHaveLength(5)
  // The file as a later version leaves it, of whose schedules nothing is known.
  const later = newFolder()
  cpSync(dataDir, later, { recursive: true })
  const pipeline = await openPipeline({ config: configOf(later), concurrency: 0 })
  const { sqlite } = await pipeline.tenants.openToRead(parseOrganizationId('beta'))
  sqlite.pragma('user_version = 999')
  await pipeline.close()
  const { url: address } = (await start({ dataDir: later, environment: { UPFLOW_WEB_OPEN: '1' } })).server
  const partly = (await ask(address, '/api/v1/schedules')).json
  expect(partly.schedules.map((one: { organization: string }) => one.organization)).toEqual(['acme', 'acme'])
  expect(partly.unread).toEqual([{ organization: 'beta', problem: expect.stringContaining('newer') }])
})

it('ways of signing in are shown as they are set, and no secret of theirs', async () => {
  const secret = 'canary-of-a-client-secret'
  const { url, administrator: cookie } = await startWithOwner({
    environment: {
      UPFLOW_WEB_URL: 'https://upflow.example.com',
      UPFLOW_WEB_BEHIND_PROXY: '1',
      UPFLOW_SIGN_IN_GITHUB_ID: 'client of GitHub',
      UPFLOW_SIGN_IN_GITHUB_SECRET: secret,
      UPFLOW_SIGN_IN_OIDC_ISSUER: 'https://sso.example.com/realm',
      UPFLOW_SIGN_IN_OIDC_ID: 'client',
      UPFLOW_SIGN_IN_OIDC_SECRET: secret,
      UPFLOW_SIGN_IN_OIDC_NAME: 'Acme SSO',
    },
  })
  const { json, text } = await ask(url, '/api/v1/installation', { cookie })
  const callback = 'https://upflow.example.com/api/v1/auth/callback'
  expect(json.signIn).toEqual({
    url: 'https://upflow.example.com',
    isOpen: false,
    isBehindProxy: true,
    github: { at: 'https://github.com', clientId: 'client of GitHub', callback: `${callback}/github` },
    oidc: {
      at: 'https://sso.example.com/realm',
      clientId: 'client',
      callback: `${callback}/oidc`,
      name: 'Acme SSO',
    },
  })
  expect(text).not.toContain(secret)
  const alone = await startWithOwner()
  const plain = await ask(alone.url, '/api/v1/installation', { cookie: alone.administrator })
  expect(plain.json.signIn).toMatchObject({ url: null, isBehindProxy: false, github: null, oidc: null })
})

it('one is made administrator, and removed; the last one stays, and nobody else is told who there is', async () => {
  const { url, administrator, join } = await startWithOwner()
  const ben = await join('ben', 'acme', 'owner')
  const people = async (cookie: string) => await ask(url, '/api/v1/people', { cookie })
  const all = async () =>
    (await people(administrator)).json.people as { id: string; name: string; isAdministrator: boolean }[]
  const found = await all()
  expect(found).toMatchObject([
    { name: 'ben', isSelf: false, isAdministrator: false, roles: [{ organization: 'acme', role: 'owner' }] },
    { name: 'Root', isSelf: true, isAdministrator: true },
  ])
  const [benId, rootId] = found.map(({ id }) => id)
  const set = (id: string | undefined, isAdministrator: boolean, cookie = administrator) =>
    ask(url, `/api/v1/people/${id}/administrator`, { method: 'PUT', body: { isAdministrator }, cookie })
  const drop = (id: string | undefined, cookie = administrator) =>
    ask(url, `/api/v1/people/${id}`, { method: 'DELETE', cookie })
  const last = { status: 409, json: { error: { code: 'accounts/last-owner' } } }
  expect(await set(rootId, false)).toMatchObject(last)
  expect(await drop(rootId)).toMatchObject(last)
  for (const refused of [await people(ben), await set(benId, true, ben), await drop(rootId, ben)])
    expect(refused.status).toBe(403)
  expect(await set('nobody', true)).toMatchObject({ status: 404 })
  expect(await drop('nobody')).toMatchObject({ status: 404 })
  // The only owner of an organization is not lost to it.
  expect((await set(benId, true)).status).toBe(200)
  expect((await people(ben)).json.people).toHaveLength(2)
  expect((await set(benId, false)).status).toBe(200)
  expect((await people(ben)).status).toBe(403)
  const cyn = await join('cyn', 'acme', 'member')
  const cynId = (await all()).find(({ name }) => name === 'cyn')!.id
  expect((await drop(cynId)).status).toBe(200)
  expect((await ask(url, '/api/v1/sessions', { cookie: cyn })).status).toBe(401)
  expect((await all()).map(({ name }) => name)).toEqual(['ben', 'Root'])
})

it('who has forgotten their password is given a link by who administers, and by nobody else', async () => {
  const { url, administrator, join } = await startWithOwner()
  const ben = await join('ben', 'acme', 'owner')
  const { people } = (await ask(url, '/api/v1/people', { cookie: administrator })).json
  const [id] = people.map((one: { id: string }) => one.id)
  const make = (who: object, of = id) =>
    ask(url, `/api/v1/people/${of}/reset-link`, { method: 'POST', body: {}, ...who })
  expect(await make({ cookie: ben })).toMatchObject({ status: 403 })
  expect(await make({ cookie: administrator }, 'nobody')).toMatchObject({ status: 404 })
  const [earlier, latest] = [await make({ cookie: administrator }), await make({ cookie: administrator })]
  const choose = (made: Said) =>
    ask(url, '/api/v1/reset-password', {
      method: 'POST',
      body: { link: linkOf(made.json.url), password: 'chosen-by-a-link' },
    })
  expect(latest.json.url).toMatch(/\/reset#/)
  const unusable = { status: 410, json: { error: { code: 'accounts/unusable-link' } } }
  expect(await choose(earlier)).toMatchObject(unusable)
  expect((await choose(latest)).status).toBe(200)
  expect((await ask(url, '/api/v1/sessions', { cookie: ben })).status).toBe(401)
  const signIn = { email: 'ben@example.com', password: 'chosen-by-a-link' }
  expect((await ask(url, '/api/v1/sign-in', { method: 'POST', body: signIn })).status).toBe(200)
  expect(await choose(latest)).toMatchObject(unusable)
})

it('one is called what one says, and nothing that is none', async () => {
  const { url, join, administrator } = await startWithOwner()
  const cookie = await join('ben', 'acme', 'viewer')
  const rename = (name: string, who: object = { cookie }) =>
    ask(url, '/api/v1/me', { method: 'PATCH', body: { name }, ...who })
  expect((await rename('  Ben of Acme ')).status).toBe(200)
  expect((await ask(url, '/api/v1/me', { cookie })).json.person).toMatchObject({
    name: 'Ben of Acme',
    email: 'ben@example.com',
  })
  expect(await rename(' ')).toMatchObject({ status: 400 })
  expect((await rename('Eve', {})).status).toBe(401)
  const { changes } = (
    await ask(url, '/api/v1/account-changes?what=person.renamed', { cookie: administrator })
  ).json
  expect(changes).toMatchObject([
    { changedBy: 'ben@example.com', subject: 'ben@example.com', before: 'ben', after: 'Ben of Acme' },
  ])
})

/** A GitHub App over HTTP: made by a browser of who began it, once; taken by its key; shared by who owns both. */
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { createBegunApps } from '../src/github-app/begun-apps.ts'
import { handIn, startAppGithub } from './app-github.ts'
import { type Asking, ask, startWithOwner, twoOrganizations } from './people.ts'
import { newFolder } from './support.ts'

const acme = '/api/v1/organizations/acme/connection'

async function begin() {
  const { github, privateKey } = await startAppGithub()
  const pagesFolder = newFolder()
  mkdirSync(join(pagesFolder, 'assets'))
  writeFileSync(join(pagesFolder, 'index.html'), '<!doctype html><title>Upflow</title>')
  const web = await startWithOwner({ dataDir: await twoOrganizations({ isRead: false }), pagesFolder })
  const owner = await web.join('owner', 'acme', 'owner')
  const say = (path: string, asking: Asking = {}) => ask(web.url, path, { cookie: owner, ...asking })
  const tell = (method: string, path: string, body: object, cookie = owner) =>
    say(path, { method, body, cookie })
  await tell('PUT', acme, { apiUrl: github.url })
  return { github, privateKey, web, owner, say, tell }
}

it('is made by who began it: the state is of the session and the organization, and good once', async () => {
  const { github, web, say, tell } = await begin()
  const other = await web.join('another', 'acme', 'owner')
  const begun = (await tell('POST', `${acme}/app/manifest`, { owner: 'bitcoin-core' })).json
  expect(begun.action).toMatch(
    new RegExp(`^${github.url}/organizations/bitcoin-core/settings/apps/new\\?state=[\\w-]{43}$`),
  )
  expect(begun.permissions.map(({ name }: { name: string }) => name)).toContain('pull_requests')
  const { back, code, state } = await handIn(begun)
  expect(back.href.split('?')[0]).toBe(`${web.url}/o/acme/settings/github-app`)
  const convert = (body: object, cookie?: string, organization = 'acme') =>
    tell('POST', `/api/v1/organizations/${organization}/connection/app/conversion`, body, cookie)
  const refused = { status: 409, json: { error: { code: 'web/app-not-begun' } } }
  expect(await convert({ code, state: 'x'.repeat(43) })).toMatchObject(refused)
  // Nobody is led to take an app that somebody else has made, nor into another organization.
  expect(await convert({ code, state }, other)).toMatchObject(refused)
  expect(await convert({ code, state }, web.administrator, 'beta')).toMatchObject(refused)
  const taken = await convert({ code, state })
  expect(taken).toMatchObject({
    status: 200,
    json: {
      connection: { app: { slug: 'upflow-acme', installation: null }, tokenFrom: null },
      installUrl: 'https://github.com/apps/upflow-acme/installations/new',
    },
  })
  expect(await convert({ code, state })).toMatchObject(refused)

  const made = github.apps.at(-1)!
  made.installations.push({ id: 5, account: 'bitcoin-core', repositories: 'all', suspendedAt: null })
  made.installations.push({ id: 6, account: 'other', repositories: [], suspendedAt: '2026-01-01T00:00:00Z' })
  const choose = (installation: number) => tell('PUT', `${acme}/app/installation`, { installation })
  expect(await choose(6)).toMatchObject({
    status: 409,
    json: { error: { code: 'pipeline/installation-suspended' } },
  })
  expect(await choose(9)).toMatchObject({
    status: 409,
    json: { error: { code: 'pipeline/unknown-installation' } },
  })
  expect(await choose(5)).toMatchObject({ status: 200, json: { tokenFrom: 'app' } })
  const { installations } = (await say(`${acme}/app/installations`)).json
  expect(installations).toEqual([
    { id: 5, account: 'bitcoin-core', repositories: 'all', isSuspended: false, reads: true },
    { id: 6, account: 'other', repositories: 'selected', isSuspended: true, reads: false },
  ])
})

it('is taken by its key, and by who owns another organization that has it, for that one too', async () => {
  const { github, privateKey, web, tell } = await begin()
  const beta = '/api/v1/organizations/beta/connection'
  await tell('PUT', beta, { apiUrl: github.url }, web.administrator)
  expect(await tell('PUT', `${acme}/app`, { app: { id: '7', privateKey: 'canary-no-key' } })).toMatchObject({
    status: 400,
    json: { error: { code: 'github/invalid-private-key' } },
  })
  const { version } = (await tell('PUT', `${acme}/app`, { app: { id: '7', privateKey } })).json
  // Who owns one of them alone may not: of the other there is nothing, or not enough.
  const ofBeta = await web.join('of-beta', 'beta', 'owner')
  const share = (cookie: string) => tell('PUT', `${beta}/app`, { app: { from: 'acme' } }, cookie)
  expect(await share(ofBeta)).toMatchObject({
    status: 404,
    json: { error: { code: 'db/unknown-organization' } },
  })
  const { members } = (
    await ask(web.url, '/api/v1/organizations/acme/members', { cookie: web.administrator })
  ).json
  expect(members.length).toBeGreaterThan(0)
  expect(await share(web.administrator)).toMatchObject({
    status: 200,
    json: { app: { id: '7', slug: 'upflow', installation: null } },
  })
  // Two who change it at once.
  const remove = () => tell('DELETE', `${acme}/app`, { ifVersion: version })
  expect(await remove()).toMatchObject({ status: 200, json: { app: null } })
  expect(await remove()).toMatchObject({ status: 409 })
})

it('may be sent for from its page alone, to the GitHub of its organization, by who may change it', async () => {
  const { github, web, owner, say, tell } = await begin()
  const page = '/o/acme/settings/github-app'
  const viewer = await web.join('viewer', 'acme', 'viewer')
  const targets = async (path: string, cookie?: string) => {
    const { headers } = await say(path, cookie === undefined ? {} : { cookie })
    return /form-action ([^;]*)/.exec(headers.get('content-security-policy') ?? '')?.[1]
  }
  expect(await targets(page)).toBe(`'self' ${github.url}`)
  for (const path of ['/o/acme/settings/connection', '/o/beta/settings/github-app', `${page}/more`])
    expect(await targets(path), path).toBe("'self'")
  for (const cookie of [viewer, 'upflow.session_token=abc.def'])
    expect(await targets(page, cookie), cookie).toBe("'self'")
  await tell('PUT', acme, { apiUrl: 'https://api.github.com' })
  expect(await targets(page)).toBe("'self' https://github.com")
  expect(owner).not.toBe('')
})

it('begun longer than an hour ago, or by too many since, is begun anew', () => {
  let nowMs = 0
  const apps = createBegunApps(() => nowMs)
  const by = { organization: 'acme', who: 'ann' }
  const state = apps.begin({ ...by, apiUrl: 'https://api.github.com' })
  nowMs = 3_599_999
  const later = apps.begin({ ...by, apiUrl: 'https://api.github.com' })
  expect(apps.take(state, by)).toMatchObject(by)
  nowMs = 2 * 3_600_000
  expect(apps.take(later, by)).toBeNull()
  const first = apps.begin({ ...by, apiUrl: '' })
  for (let count = 0; count < 1_000; count++) apps.begin({ ...by, apiUrl: '' })
  expect(apps.take(first, by)).toBeNull()
})

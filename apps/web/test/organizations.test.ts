/** Organizations come and go over HTTP as they do on the command line: owned, audited, whole or not at all. */
import { existsSync, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { processUser } from '@upflow/pipeline'
import { expect, it } from 'vitest'
import { ask, startWithOwner, twoOrganizations } from './people.ts'
import { newFolder, start, token } from './support.ts'

const path = '/api/v1/organizations'

const newServer = async () => startWithOwner({ dataDir: await twoOrganizations({ isRead: false }) })

it('an administrator creates one, owns it, and stands in its audit', async () => {
  const { url, administrator: cookie } = await newServer()
  const created = await ask(url, path, {
    method: 'POST',
    cookie,
    body: {
      id: 'gamma',
      name: 'Gamma',
      apiUrl: 'http://127.0.0.1:9',
      token,
      releaseRule: { kind: 'tags', key: 'v.*' },
    },
  })
  expect(created).toMatchObject({ status: 200, json: { organization: { id: 'gamma', name: 'Gamma' } } })
  const get = async (of: string) => (await ask(url, `${path}/gamma${of}`, { cookie })).json
  expect(await get('/connection')).toMatchObject({ apiUrl: 'http://127.0.0.1:9', tokenFrom: 'stored' })
  const { settings } = await get('/settings')
  expect(settings.find(({ key }: { key: string }) => key === 'releaseRule').value).toEqual({
    kind: 'tags',
    key: 'v.*',
  })
  expect((await get('/members')).members).toMatchObject([{ email: 'root@example.com', role: 'owner' }])
  expect((await get('/audit')).changes[0]).toMatchObject({
    key: 'organization',
    changedBy: 'root@example.com',
    before: null,
    after: { name: 'Gamma' },
  })
  expect((await get('/member-changes')).changes[0]).toMatchObject({
    what: 'member.set',
    subject: 'root@example.com',
    changedBy: 'root@example.com',
    after: 'owner',
  })
  expect(created.text + JSON.stringify(await get('/audit'))).not.toContain(token.slice(4, 20))
})

it('what cannot be one is refused by name, and leaves nothing behind', async () => {
  const { url, administrator: cookie, dataDir } = await newServer()
  const post = (body: object) => ask(url, path, { method: 'POST', cookie, body })
  expect(await post({ id: 'Not one' })).toMatchObject({
    status: 400,
    json: { error: { code: 'web/bad-request', facts: { parameters: 'id' } } },
  })
  for (const name of [' ', 'two\nlines'])
    expect(await post({ id: 'gamma', name })).toMatchObject({
      status: 400,
      json: { error: { facts: { parameters: 'name' } } },
    })
  expect(await post({ id: 'acme' })).toMatchObject({
    status: 409,
    json: { error: { code: 'db/organization-exists' } },
  })
  expect(await post({ id: 'gamma', apiUrl: 'nowhere' })).toMatchObject({ status: 400 })
  expect(await post({ id: 'gamma', token: 'canary in words' })).toMatchObject({ status: 400 })
  expect(await post({ id: 'gamma', releaseRule: { kind: 'tags', key: '(' } })).toMatchObject({
    status: 400,
  })
  const { organizations } = (await ask(url, path, { cookie })).json
  expect(organizations.map(({ id }: { id: string }) => id)).toEqual(['acme', 'beta'])
  expect(readdirSync(join(dataDir, 'tenants')).filter((name) => name.startsWith('gamma'))).toEqual([])
})

it('where nobody signs in, it is made by the user of the server, and owned by nobody yet', async () => {
  const dataDir = newFolder()
  const { server, get } = await start({ dataDir })
  const created = await ask(server.url, path, { method: 'POST', body: { id: 'gamma' } })
  expect(created).toMatchObject({ status: 200, json: { organization: { id: 'gamma', name: 'gamma' } } })
  expect(existsSync(join(dataDir, 'tenants/gamma.db'))).toBe(true)
  expect((await get(`${path}/gamma/members`)).json).toEqual({ members: [] })
  expect((await get(`${path}/gamma/audit`)).json).toMatchObject({
    changes: [{ key: 'organization', changedBy: processUser() }, {}, {}],
  })
})

it('one is removed with its data by its owner, by its name, while no run is active; who did it is kept', async () => {
  const web = await startWithOwner()
  const { url, administrator: cookie, dataDir } = web
  const acme = `${path}/acme`
  const owner = await web.join('owner', 'acme', 'owner')
  const { token: bearer } = await web.makeToken(owner, 'acme', ['read'])
  const send = (method: string, of: string, body: object = {}) =>
    ask(url, acme + of, { method, cookie: owner, body })
  expect(await send('DELETE', '', { confirm: 'acme' })).toMatchObject({
    status: 400,
    json: { error: { code: 'pipeline/not-confirmed', message: expect.stringContaining("'Acme'") } },
  })
  const { run } = (await send('POST', '/runs', { job: 'recalculate' })).json
  expect(await send('DELETE', '', { confirm: 'Acme' })).toMatchObject({
    status: 409,
    json: { error: { code: 'pipeline/run-active', facts: { run: run.id } } },
  })
  expect((await ask(url, acme, { bearer })).status).toBe(200)
  await ask(url, `/api/v1/runs/${run.id}/cancel`, { method: 'POST', cookie: owner })
  expect(await send('DELETE', '', { confirm: 'Acme' })).toMatchObject({
    status: 200,
    json: { removed: 'acme' },
  })

  expect(readdirSync(join(dataDir, 'tenants')).filter((name) => name.startsWith('acme'))).toEqual([])
  expect((await ask(url, acme, { cookie })).status).toBe(404)
  expect((await ask(url, acme, { bearer })).status).toBe(401)
  expect((await ask(url, '/api/v1/me', { cookie: owner })).json.organizations).toEqual([])
  expect((await ask(url, '/api/v1/runs', { cookie })).json.runs).toEqual([])

  // Under the same name another one begins, which knows nothing of the first but who removed it.
  await ask(url, path, { method: 'POST', cookie, body: { id: 'acme', apiUrl: 'http://127.0.0.1:9' } })
  const get = async (of: string) => (await ask(url, acme + of, { cookie })).json
  expect((await get('/repositories')).repositories).toEqual([])
  expect((await get('/tokens')).tokens).toEqual([])
  expect((await get('/pulls')).pullRequests).toEqual([])
  expect((await get('/audit')).changes[0]).toMatchObject({
    key: 'organization',
    changedBy: 'root@example.com',
  })
  const { changes } = await get('/member-changes')
  expect(changes.find(({ what }: { what: string }) => what === 'organization.removed')).toMatchObject({
    changedBy: 'owner@example.com',
    subject: 'acme',
    before: 'Acme',
  })
})

it('a removal that was interrupted after the data was gone is asked for again', async () => {
  const { url, administrator: cookie, dataDir } = await newServer()
  for (const name of readdirSync(join(dataDir, 'tenants')))
    if (name.startsWith('beta')) rmSync(join(dataDir, 'tenants', name))
  const body = { confirm: 'beta' }
  expect(await ask(url, `${path}/beta`, { method: 'DELETE', cookie, body })).toMatchObject({ status: 200 })
  const { organizations } = (await ask(url, path, { cookie })).json
  expect(organizations.map(({ id }: { id: string }) => id)).toEqual(['acme'])
})

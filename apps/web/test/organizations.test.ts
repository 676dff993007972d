/** Organizations come to be over HTTP as they do on the command line: owned, audited, and whole or not at all. */
import { existsSync, readdirSync } from 'node:fs'
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
  expect(await post({ id: 'gamma', name: ' ' })).toMatchObject({
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

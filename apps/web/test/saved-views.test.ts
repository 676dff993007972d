/** Over HTTP, whoever is a member keeps views of their own, and sees none of anybody else's. */
import { expect, it } from 'vitest'
import { ask, startWithOwner } from './people.ts'

const path = '/api/v1/organizations/acme/views'

it('a member keeps, reads and removes their own; a viewer and others do not', async () => {
  const { url, join } = await startWithOwner()
  const [ann, ben, viewer] = [
    await join('ann', 'acme', 'member'),
    await join('ben', 'acme', 'owner'),
    await join('vic', 'acme', 'viewer'),
  ]
  const save = (cookie: string, body: object) => ask(url, path, { method: 'POST', cookie, body })
  const kept = await save(ann, { name: 'Slow', page: 'pulls', query: 'sort=total&team=core' })
  expect(kept).toMatchObject({ status: 200, json: { name: 'Slow', page: 'pulls' } })
  expect((await ask(url, path, { cookie: ann })).json).toEqual({ views: [kept.json] })
  expect(JSON.parse((await ask(url, `${path}?format=ndjson`, { cookie: ann })).text)).toEqual(kept.json)
  expect((await ask(url, path, { cookie: ben })).json).toEqual({ views: [] })
  expect((await ask(url, path, { cookie: viewer })).status).toBe(403)
  expect((await save(viewer, { name: 'Mine', page: 'pulls' })).status).toBe(403)
  expect(await ask(url, `${path}/${kept.json.id}`, { method: 'DELETE', cookie: ben })).toMatchObject({
    status: 404,
    json: { error: { code: 'accounts/unknown-view' } },
  })
  for (const [body, message] of [
    [{ page: 'pulls' }, /'name' takes a name/],
    [{ name: ' ', page: 'pulls' }, /'name' takes a name/],
    [{ name: 'x'.repeat(61), page: 'pulls' }, /'name' takes at most 60 characters/],
    [{ name: 'Mine', page: 'settings' }, /'page' takes one of overview, now/],
    [{ name: 'Mine', page: 'pulls', query: 'a#b' }, /'query' takes what stands behind the \?/],
  ] as const) {
    const { status, json } = await save(ann, body)
    expect([status, json.error.message]).toEqual([400, expect.stringMatching(message)])
  }
  const changes = await ask(url, '/api/v1/organizations/acme/member-changes', { cookie: ben })
  expect(JSON.stringify(changes.json)).toContain('view.saved')
  expect((await ask(url, `${path}/${kept.json.id}`, { method: 'DELETE', cookie: ann })).status).toBe(200)
  expect((await ask(url, path, { cookie: ann })).json).toEqual({ views: [] })
})

/** GitHub Apps as GitHub runs them: whom it believes, and what a token of an installation is worth. */
import { otherAppKey } from '@upflow/tooling/app-keys'
import { describe, expect, it } from 'vitest'
import { graphql, jsonWebToken, newApp, rest, start } from './support.ts'

const hour = 3_600_000
const whoami = 'query Whoami { viewer { login repositories(first: 9) { totalCount } } }'

describe('an app', () => {
  const soon = Math.floor(Date.now() / 1_000)
  it.each([
    ['of its own key and these minutes', {}, false, 200, 'Flow'],
    ['of another key', {}, true, 401, 'could not be decoded'],
    ['of an app that there is none of', { iss: 8 }, false, 404, 'Integration not found'],
    ['made in the future', { iat: soon + 900, exp: soon + 1_000 }, false, 401, "'Issued at'"],
    ['that has expired', { iat: soon - 900, exp: soon - 300 }, false, 401, "'Expiration time'"],
    ['for longer than ten minutes', { exp: soon + 3_600 }, false, 401, 'too far in the future'],
  ])('is answered by a token %s as GitHub does', async (_, claims, isOther, status, words) => {
    const { app, privateKey } = newApp()
    const emulator = await start({ apps: [app] })
    const answer = await rest(emulator, '/app', {
      token: jsonWebToken(isOther ? otherAppKey().privateKey : privateKey, claims),
    })
    expect([answer.status, answer.body.name ?? answer.body.message]).toEqual([
      status,
      expect.stringContaining(words),
    ])
  })

  it('is not spoken for by a person’s token, nor a person by the app’s', async () => {
    const { app, privateKey } = newApp()
    const emulator = await start({ apps: [app] })
    expect((await rest(emulator, '/app', { token: 'good' })).status).toBe(401)
    expect((await rest(emulator, '/user', { token: jsonWebToken(privateKey) })).status).toBe(401)
  })

  it('lists its installations page by page, with those that are suspended', async () => {
    const { app, privateKey } = newApp()
    app.installations.push({ id: 71, account: 'acme', repositories: [], suspendedAt: '2026-01-01T00:00:00Z' })
    const emulator = await start({ apps: [app] })
    const token = jsonWebToken(privateKey)
    const first = await rest(emulator, '/app/installations?per_page=1', { token })
    const next = /<([^>]+)>; rel="next"/.exec(first.headers.get('link') ?? '')?.[1]
    const second = await rest(emulator, next!.slice(emulator.url.length), { token })
    expect(second.headers.get('link')).not.toContain('rel="next"')
    expect(
      [...first.body, ...second.body].map((one) => [one.id, one.account.login, one.suspended_at]),
    ).toEqual([
      [70, 'generated', null],
      [71, 'acme', '2026-01-01T00:00:00Z'],
    ])
  })
})

describe('the token of an installation', () => {
  async function issue(repositories: 'all' | string[] = 'all') {
    const { app, privateKey } = newApp()
    app.installations[0]!.repositories = repositories
    let now = Date.now()
    const emulator = await start({ apps: [app], now: () => now })
    const path = '/app/installations/70/access_tokens'
    const ask = () => rest(emulator, path, { method: 'POST', token: jsonWebToken(privateKey, { now }) })
    const { status, body } = await ask()
    return { emulator, ask, status, body, pass: (ms: number) => (now += ms), now: () => now }
  }

  it('lives an hour of the emulator’s clock', async () => {
    const { emulator, status, body, pass, now } = await issue()
    expect([status, Date.parse(body.expires_at), body.permissions]).toEqual([
      201,
      Math.floor((now() + hour) / 1_000) * 1_000,
      { metadata: 'read', pull_requests: 'read' },
    ])
    pass(hour - 1_000)
    expect((await graphql(emulator, whoami, body.token)).body.data.viewer).toEqual({
      login: 'flow[bot]',
      repositories: { totalCount: 0 },
    })
    pass(1_000)
    expect((await graphql(emulator, whoami, body.token)).status).toBe(401)
    expect(JSON.stringify(emulator.journal)).not.toContain(body.token)
  })

  it('sees what was selected for it, and nothing else', async () => {
    const { emulator, body } = await issue(['R_Mg'])
    const listed = await rest(emulator, '/installation/repositories?per_page=100', { token: body.token })
    expect([
      listed.body.total_count,
      listed.body.repositories.map((one: { node_id: string }) => one.node_id),
    ]).toEqual([1, ['R_Mg']])
    const asked = 'query Some { nodes(ids: ["R_MQ", "R_Mg"]) { id } }'
    const answer = (await graphql(emulator, asked, body.token)).body
    expect([answer.data.nodes, answer.errors[0].type]).toEqual([[null, { id: 'R_Mg' }], 'NOT_FOUND'])
    expect((await rest(emulator, '/installation/repositories', { token: 'good' })).status).toBe(403)
  })

  it('is worth nothing while it is suspended, and after it is removed or revoked', async () => {
    const { emulator, ask, body } = await issue()
    const status = async () => (await graphql(emulator, whoami, body.token)).status
    await emulator.mutate({ kind: 'suspend', installationId: 70 })
    const refused = await ask()
    expect([refused.status, refused.body.message, await status()]).toEqual([
      403,
      'This installation has been suspended',
      403,
    ])
    await emulator.mutate({ kind: 'unsuspend', installationId: 70 })
    expect([(await ask()).status, await status()]).toEqual([201, 200])
    emulator.revokeIssuedTokens()
    expect(await status()).toBe(401)
    await emulator.mutate({ kind: 'uninstall', installationId: 70 })
    expect((await ask()).status).toBe(404)
  })
})

it('an app is made from a manifest: its code is good once, and its key signs', async () => {
  const emulator = await start()
  const manifest = {
    name: 'Upflow for Acme',
    redirect_url: 'http://127.0.0.1:1/done',
    hook_attributes: { url: 'http://127.0.0.1:1/hook' },
    default_permissions: { pull_requests: 'read' },
    default_events: ['pull_request'],
  }
  const handIn = (form: object) =>
    fetch(`${emulator.url}/organizations/acme/settings/apps/new?state=abc`, {
      method: 'POST',
      redirect: 'manual',
      body: new URLSearchParams(form as Record<string, string>),
    })
  const sentBack = new URL((await handIn({ manifest: JSON.stringify(manifest) })).headers.get('location')!)
  expect([sentBack.pathname, sentBack.searchParams.get('state')]).toEqual(['/done', 'abc'])
  const path = `/app-manifests/${sentBack.searchParams.get('code')}/conversions`
  const { status, body } = await rest(emulator, path, { method: 'POST' })
  expect([status, body.slug, body.permissions.pull_requests]).toEqual([201, 'upflow-for-acme', 'read'])
  expect(body.webhook_secret).toMatch(/^[0-9a-f]{40}$/)
  const token = jsonWebToken(body.pem, { iss: body.id })
  expect((await rest(emulator, '/app', { token })).body.slug).toBe('upflow-for-acme')
  expect((await rest(emulator, path, { method: 'POST' })).status).toBe(404)
  expect((await handIn({ manifest: '{}' })).status).toBe(422)
})

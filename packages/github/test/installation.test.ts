/** Reading as an installation of a GitHub App: its tokens live an hour, and nobody who reads notices. */
import { type Emulator, type EmulatorOptions, loadSample } from '@upflow/github-emulator'
import { toRepositoryId } from '@upflow/model'
import { appKey, otherAppKey } from '@upflow/tooling/app-keys'
import { describe, expect, it } from 'vitest'
import {
  convertManifest,
  createAppClient,
  createGithubClient,
  GithubError,
  type TransportOptions,
} from '../src/index.ts'
import { later, newApp, open, start } from './support.ts'

const minute = 60_000
const data = loadSample(['bitcoin-core'])
const repositoryId = toRepositoryId(data.repositories[0]!.id)
const page = { repositoryId, order: 'created', cursor: null, pageSize: 5 } as const

async function install(
  options: Partial<TransportOptions> = {},
  emulated: Partial<EmulatorOptions> = {},
  installationId = 70,
) {
  const { publicKey, privateKey } = appKey()
  const credential = { kind: 'installation', appId: 7, installationId, privateKey } as const
  const { client, emulator } = await start(
    data,
    { credential, ...options },
    { apps: [newApp(publicKey)], ...emulated },
  )
  return { client, emulator, credential }
}

const asked = ({ journal }: Emulator) => journal.filter(({ path }) => path.endsWith('/access_tokens'))
/** What GitHub's clock says of a signature is another matter. */
const given = (emulator: Emulator) => asked(emulator).filter(({ status }) => status === 201)
const refused = ({ journal }: Emulator) =>
  journal.filter(({ path, status }) => path === '/graphql' && status === 401)

describe('a token of an installation', () => {
  it('is asked for once however many wait for it, and reads what the app may', async () => {
    const { client, emulator } = await install()
    // Once it has learned that several may be asked for at once.
    for (let time = 0; time < 3; time++) await client.list(page)
    emulator.revokeIssuedTokens()
    emulator.journal.length = 0
    const pages = await Promise.all(Array.from({ length: 8 }, () => client.list(page)))
    expect(pages.map(({ items }) => items.length)).toEqual(Array(8).fill(5))
    expect([asked(emulator).length, await client.viewer()]).toEqual([
      1,
      { login: 'upflow[bot]', tokenExpiresAt: null },
    ])
  })

  it('is replaced before it ends, once, and none is refused', async () => {
    let passedMs = 0
    const began = Date.now()
    const { client, emulator } = await install({ clock: () => passedMs }, { now: () => began + passedMs })
    await client.list(page)
    passedMs = 54 * minute
    await client.list(page)
    expect(given(emulator)).toHaveLength(1)
    passedMs = 56 * minute
    await Promise.all(Array.from({ length: 8 }, () => client.list(page)))
    expect([given(emulator).length, refused(emulator).length]).toEqual([2, 0])
  })

  it('whose replacement does not come serves until it ends', async () => {
    let passedMs = 0
    const began = Date.now()
    const { client, emulator } = await install({ clock: () => passedMs }, { now: () => began + passedMs })
    await client.list(page)
    passedMs = 56 * minute
    emulator.faults.push({
      respond: { kind: 'status', status: 500 },
      when: ({ path }) => path.endsWith('/access_tokens'),
      times: Number.POSITIVE_INFINITY,
    })
    expect((await client.list(page)).items).toHaveLength(5)
    passedMs = 61 * minute
    await expect(client.list(page)).rejects.toMatchObject({ code: 'github/unreachable' })
  })

  it('that is refused in mid-pass is replaced once, and the pass goes on at its cursor', async () => {
    const { client, emulator } = await install()
    const first = await client.pullRequests(page)
    emulator.revokeIssuedTokens()
    const [second] = await Promise.all([
      client.pullRequests({ ...page, cursor: first.nextCursor }),
      client.list(page),
      client.list(page),
    ])
    expect(second.items.map(({ number }) => number)).not.toEqual(first.items.map(({ number }) => number))
    expect(asked(emulator)).toHaveLength(2)
    const pages = emulator.journal.filter(({ operation }) => operation === 'PullRequests')
    expect(pages.at(-1)).toMatchObject({ status: 200, variables: { after: first.nextCursor } })
  })

  it('that is refused although it is new is not asked for without end', async () => {
    const { client, emulator } = await install()
    emulator.faults.push({
      respond: { kind: 'status', status: 401, body: '{"message":"Bad credentials"}' },
      when: ({ path }) => path === '/graphql',
      times: Number.POSITIVE_INFINITY,
    })
    await expect(client.list(page)).rejects.toMatchObject({ code: 'github/authentication-failed' })
    expect([asked(emulator).length, refused(emulator).length]).toEqual([2, 2])
  })

  it('is waited for by each until that one is cancelled', async () => {
    const { client, emulator } = await install()
    let answer = () => {}
    const until = new Promise<void>((resolve) => {
      answer = resolve
    })
    emulator.faults.push({ respond: { kind: 'hold', until } })
    const controller = new AbortController()
    const cancelled = client.list({ ...page, signal: controller.signal })
    const other = client.list(page)
    const outcome = expect(cancelled).rejects.toThrow('enough')
    while (asked(emulator).length === 0) await new Promise((resolve) => setTimeout(resolve, 5))
    controller.abort(new Error('enough'))
    await outcome
    answer()
    expect((await other).items).toHaveLength(5)
    expect(asked(emulator)).toHaveLength(1)
  })

  it.each([
    ['ahead', 61 * minute],
    ['behind', -61 * minute],
  ])('is given although GitHub’s clock is %s of this one', async (_, ms) => {
    const { client, emulator } = await install({}, { now: () => Date.now() + ms })
    expect((await client.list(page)).items).toHaveLength(5)
    await client.list(page)
    // Its hour is read by GitHub's clock: it is not asked for again and again.
    expect(given(emulator)).toHaveLength(1)
  })

  it('of one host is sent to no other, whatever number both gave the installation', async () => {
    const [one, two] = [await install(), await install()]
    await Promise.all([one.client.list(page), two.client.list(page)])
    expect([one, two].map(({ emulator }) => [asked(emulator).length, refused(emulator).length])).toEqual([
      [1, 0],
      [1, 0],
    ])
  })
})

describe('what is wrong with an installation is said with what to do', () => {
  it.each([
    ['suspended', { kind: 'suspend', installationId: 70 }, 'github/installation-suspended', /resumes it/],
    ['removed', { kind: 'uninstall', installationId: 70 }, 'github/installation-removed', /Install it again/],
  ] as const)('%s, before a pass and in the middle of one', async (_, mutation, code, message) => {
    const { client, emulator } = await install()
    const { nextCursor } = await client.pullRequests(page)
    await emulator.mutate(mutation)
    const expected = { code, retryable: false, message: expect.stringMatching(message) }
    await expect(client.pullRequests({ ...page, cursor: nextCursor })).rejects.toMatchObject(expected)
    const other = open(emulator, { credential: client.credential })
    await expect(other.viewer()).rejects.toMatchObject(expected)
  })

  it.each([
    ['another app’s key', { privateKey: otherAppKey().privateKey }],
    ['an app that there is none of', { appId: 8 }],
  ])('%s', async (_, wrong) => {
    const { emulator, credential } = await install()
    const client = open(emulator, { credential: { ...credential, ...wrong } })
    await expect(client.viewer()).rejects.toMatchObject({
      code: 'github/authentication-failed',
      message: expect.stringMatching(/id and its private key do not belong together/),
    })
    const { kind: _kind, installationId: _id, ...key } = { ...credential, ...wrong }
    const app = createAppClient({ apiUrl: emulator.url, key })
    later(() => app.close())
    await expect(app.installations()).rejects.toMatchObject({ code: 'github/authentication-failed' })
  })

  it.each(['', 'canary-no-key', '-----BEGIN RSA PRIVATE KEY-----\ncanary\n-----END RSA PRIVATE KEY-----'])(
    'a key that is none is refused at once, and not quoted',
    (privateKey) => {
      const credential = { kind: 'installation', appId: 7, installationId: 70, privateKey } as const
      const error = (() => {
        try {
          return createGithubClient({ apiUrl: 'http://127.0.0.1:9', credential })
        } catch (thrown) {
          return thrown as GithubError
        }
      })() as GithubError
      expect(error).toBeInstanceOf(GithubError)
      expect(error.code).toBe('github/invalid-private-key')
      expect(everythingOf(error)).not.toContain('canary')
    },
  )

  it('neither the key nor what it signed is in an error', async () => {
    const { client, emulator, credential } = await install()
    const lines = credential.privateKey.split('\n').filter((line) => line.length === 64)
    for (const respond of [
      { kind: 'status', status: 401 },
      { kind: 'status', status: 500 },
      { kind: 'reset' },
      { kind: 'status', status: 201, body: '{}' },
    ] as const) {
      emulator.faults.length = 0
      emulator.faults.push({ respond, times: Number.POSITIVE_INFINITY })
      const text = everythingOf(await client.viewer().catch((thrown: unknown) => thrown))
      expect(text).toContain('github/')
      for (const secret of [...lines, 'eyJ', 'ghs_']) expect(text).not.toContain(secret)
    }
  })
})

/** With what is not enumerable, all the way down. */
const everythingOf = (error: unknown): string => {
  const seen = new Set<unknown>()
  const walk = (value: unknown): string => {
    if (typeof value !== 'object' || value === null) return String(value)
    if (seen.has(value)) return ''
    seen.add(value)
    return Object.getOwnPropertyNames(value)
      .map((name) => `${name}: ${walk((value as Record<string, unknown>)[name])}`)
      .join('\n')
  }
  return walk(error)
}

describe('an app', () => {
  it('knows its installations, more than a page of them, and which are suspended', async () => {
    const { emulator, credential } = await install()
    for (let id = 100; id < 220; id++)
      emulator.apps[0]!.installations.push({
        id,
        account: `org-${id}`,
        repositories: [],
        suspendedAt: id === 219 ? '2026-01-01T00:00:00Z' : null,
      })
    const { kind: _kind, installationId: _id, ...key } = credential
    const app = createAppClient({ apiUrl: emulator.url, key })
    later(() => app.close())
    expect(await app.app()).toMatchObject({ slug: 'upflow', permissions: { contents: 'read' } })
    const all = await app.installations()
    expect([all.length, all[0], all.at(-1)]).toEqual([
      121,
      {
        id: 70,
        account: 'bitcoin-core',
        accountKind: 'organization',
        repositories: 'all',
        permissions: emulator.apps[0]!.permissions,
        isSuspended: false,
      },
      expect.objectContaining({ id: 219, repositories: 'selected', isSuspended: true }),
    ])
  })

  it('comes of a manifest: the key that GitHub made reads, and the code is good once', async () => {
    const { emulator } = await start(data)
    const manifest = {
      name: 'Upflow',
      redirect_url: 'http://127.0.0.1:9/made',
      hook_attributes: { url: 'http://127.0.0.1:9/hook' },
    }
    const handedIn = await fetch(`${emulator.url}/settings/apps/new`, {
      method: 'POST',
      redirect: 'manual',
      body: new URLSearchParams({ manifest: JSON.stringify(manifest) }),
    })
    const code = new URL(handedIn.headers.get('location')!).searchParams.get('code')!
    const made = await convertManifest({ apiUrl: emulator.url }, { code })
    expect(made).toMatchObject({
      slug: 'upflow',
      webhookSecret: expect.stringMatching(/^\w{40}$/),
      installUrl: 'https://github.com/apps/upflow/installations/new',
    })
    emulator.apps[0]!.installations.push({
      id: 5,
      account: 'bitcoin-core',
      repositories: 'all',
      suspendedAt: null,
    })
    const { id: appId, privateKey } = made
    const client = open(emulator, {
      credential: { kind: 'installation', appId, installationId: 5, privateKey },
    })
    expect((await client.list(page)).items).toHaveLength(5)
    const again = await convertManifest({ apiUrl: emulator.url }, { code }).catch((error: unknown) => error)
    expect(again).toMatchObject({ code: 'github/not-found' })
    expect(everythingOf(again)).not.toContain(code)
  })
})

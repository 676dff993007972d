/** A GitHub App in the place of a token: set, chosen, shared, forgotten, and read with for longer than its tokens live. */
import type { Emulator } from '@upflow/github-emulator'
import { parseOrganizationId } from '@upflow/model'
import { readChanges } from '@upflow/settings'
import { otherAppKey } from '@upflow/tooling/app-keys'
import { describe, expect, it } from 'vitest'
import {
  checkConnection,
  chooseInstallation,
  convertApp,
  newAppUrl,
  readConnection,
  readInstallations,
  readWebhook,
  removeApp,
  setApp,
  setConnection,
  shareApp,
  toManifest,
} from '../src/index.ts'
import { by, filesWith, installed, piecesOf } from './app-support.ts'
import { acme, dump, token } from './support.ts'
import { stored, truth } from './truth.ts'

const all = { organizationId: acme } as never
const issued = ({ journal }: Emulator) =>
  journal.filter(({ path, status }) => path.endsWith('/access_tokens') && status === 201)

describe('a run by an installation', () => {
  it.each([
    ['seconds', 100, 5_000],
    ['an hour, which is over again and again', 60_000, 3_600_000],
  ])(
    'whose tokens live %s is read to its end, each page once, and all of it is there',
    async (_, tickMs, lifeMs) => {
      // GitHub's clock goes on with what it is asked, and not with ours.
      let ticks = 0
      const began = Date.now()
      const { dataDir, emulator, pipeline } = await installed({
        now: () => began + ++ticks * tickMs,
        installationTokenMs: lifeMs,
      })
      const run = await pipeline.engine.jobs.backfill.triggerAndWait(all)
      expect(run.status).toBe('succeeded')
      expect(issued(emulator).length).toBeGreaterThan(1)
      const refused = emulator.journal.filter(({ path, status }) => path === '/graphql' && status === 401)
      // What lives seconds may be replaced in time; that an hour is over, nobody here can know but by being told.
      if (lifeMs === 3_600_000) expect(refused.length).toBeGreaterThan(0)
      const pages = emulator.journal.filter(
        ({ operation, status }) => operation === 'PullRequests' && status === 200,
      )
      const asked = pages.map(({ variables }) => `${variables.repository} after ${variables.after}`)
      expect(new Set(asked).size).toBe(asked.length)
      expect(stored(dump(dataDir).raw_pull_requests!)).toEqual(truth(emulator))
    },
  )

  it('asks for a token once, however many repositories wait for it', async () => {
    const { emulator, pipeline } = await installed()
    await pipeline.engine.jobs.backfill.triggerAndWait(all)
    // Found out by the clock of this machine, and once more by GitHub's where they differ.
    expect(issued(emulator)).toHaveLength(1)
    expect(new Set(emulator.journal.map(({ viewer }) => viewer))).toEqual(new Set([null, 'upflow[bot]']))
  })
})

describe('what is set', () => {
  it('reads once an installation is chosen, in the place of the token, and is shown without its key', async () => {
    const { pipeline, privateKey, tenant } = await installed({}, { isChosen: false, concurrency: 0 })
    const app = { id: '7', slug: 'upflow' }
    expect(await readConnection(pipeline, acme)).toMatchObject({
      tokenFrom: 'stored',
      app: { ...app, installation: null },
    })
    expect(await pipeline.credentials.accessOf(tenant)).toMatchObject({ credential: { token } })
    await chooseInstallation(pipeline, acme, { which: '70', by })
    const chosen = { ...app, installation: { id: 70, account: 'bitcoin-core' } }
    expect(await readConnection(pipeline, acme)).toMatchObject({ tokenFrom: 'app', app: chosen })
    expect(await pipeline.credentials.accessOf(tenant)).toMatchObject({
      credential: { kind: 'installation', appId: '7', installationId: 70, privateKey },
    })
    // Another key of the same app is of the same installation.
    await setApp(pipeline, acme, { id: '7', privateKey: privateKey.replaceAll('\n', '\r\n'), by })
    expect(await readConnection(pipeline, acme)).toMatchObject({ tokenFrom: 'app', app: chosen })
    const changes = await readChanges(tenant, { limit: 20, key: 'integration' })
    expect(JSON.parse(changes[1]!.after!)).toMatchObject({ hasToken: false, app: chosen })
    expect(JSON.stringify(changes)).not.toMatch(/sealed|v1\./)
  })

  it('ends with a token, and with another address', async () => {
    const { pipeline, privateKey } = await installed({}, { concurrency: 0 })
    await setConnection(pipeline, acme, { token, by })
    expect(await readConnection(pipeline, acme)).toMatchObject({ tokenFrom: 'stored', app: null })
    await setApp(pipeline, acme, { id: 'Iv23app', privateKey, by })
    await chooseInstallation(pipeline, acme, { which: 'bitcoin-core', by })
    await setConnection(pipeline, acme, { apiUrl: 'http://127.0.0.1:9', by })
    expect(await readConnection(pipeline, acme)).toMatchObject({ tokenFrom: null, app: null })
  })

  it('is forgotten with its key, and without it nothing is read', async () => {
    const { pipeline, tenant } = await installed({}, { concurrency: 0 })
    await removeApp(pipeline, acme, { by })
    await expect(pipeline.credentials.accessOf(tenant)).rejects.toMatchObject({ code: 'pipeline/no-token' })
    for (const again of [removeApp(pipeline, acme, { by }), readInstallations(pipeline, acme)])
      await expect(again).rejects.toMatchObject({ code: 'pipeline/no-app' })
  })

  it.each([
    ['a key that is none', { privateKey: 'canary-no-key' }, 'github/invalid-private-key'],
    ['a key of another app', { privateKey: otherAppKey().privateKey }, 'github/authentication-failed'],
    ['an app that there is none of', { id: '8' }, 'github/authentication-failed'],
    ['an id that is none', { id: 'my app' }, 'pipeline/invalid-app'],
  ])('is nothing of %s, which is not quoted', async (_, wrong, code) => {
    const { pipeline, privateKey } = await installed({}, { concurrency: 0 })
    const before = await readConnection(pipeline, acme)
    const refused = await setApp(pipeline, acme, { id: '7', privateKey, by, ...wrong }).catch(
      (e: unknown) => e,
    )
    expect(refused).toMatchObject({ code, message: expect.not.stringContaining('canary') })
    expect(await readConnection(pipeline, acme)).toEqual(before)
  })

  it('has its installations said with what is wrong with them, and one that does not read is not chosen', async () => {
    const { emulator, pipeline } = await installed({}, { isChosen: false, concurrency: 0 })
    const choose = (which: string) => chooseInstallation(pipeline, acme, { which, by })
    await expect(choose('nobody')).rejects.toMatchObject({
      code: 'pipeline/unknown-installation',
      message: expect.stringContaining('bitcoin-core'),
    })
    await emulator.mutate({ kind: 'suspend', installationId: 70 })
    expect((await readInstallations(pipeline, acme)).installations).toMatchObject([
      { account: 'bitcoin-core', isSuspended: true },
    ])
    await expect(choose('bitcoin-core')).rejects.toMatchObject({ code: 'pipeline/installation-suspended' })
    await emulator.mutate({ kind: 'uninstall', installationId: 70 })
    await expect(choose('bitcoin-core')).rejects.toMatchObject({
      message: expect.stringContaining('installed nowhere'),
    })
    expect(await readConnection(pipeline, acme)).toMatchObject({ tokenFrom: 'stored' })
  })

  it('may be shared: each organization has its own installation, and its own copy of the key', async () => {
    const { emulator, pipeline } = await installed({}, { concurrency: 0 })
    const beta = parseOrganizationId('beta')
    await pipeline.organizations.create({
      id: beta,
      integration: { kind: 'github', apiUrl: emulator.url, sealedToken: null },
    })
    await shareApp(pipeline, beta, { from: acme, by })
    emulator.apps[0]!.installations.push({ id: 71, account: 'beta', repositories: 'all', suspendedAt: null })
    await chooseInstallation(pipeline, beta, { which: 'beta', by })
    await removeApp(pipeline, acme, { by })
    const tenant = await pipeline.tenants.openToRead(beta)
    expect(await pipeline.credentials.accessOf(tenant)).toMatchObject({
      credential: { installationId: 71 },
    })
    const findings = await checkConnection(pipeline, beta, { by })
    expect(findings[1]).toMatchObject({ what: 'app', state: 'good' })
  })

  it('is checked: what it was not given, that it is suspended, and that it is removed', async () => {
    const { emulator, pipeline } = await installed({}, { concurrency: 0 })
    const check = async () =>
      (await checkConnection(pipeline, acme, { by })).filter(({ state }) => state !== 'good')
    expect(await check()).toEqual([])
    emulator.apps[0]!.installations[0]!.permissions = { metadata: 'read', pull_requests: 'read' }
    await pipeline.files.release(await pipeline.tenants.open(acme))
    expect(await check()).toMatchObject([{ what: 'permissions', text: expect.stringContaining('contents') }])
    await emulator.mutate({ kind: 'suspend', installationId: 70 })
    expect(await check()).toMatchObject([{ what: 'app', text: expect.stringContaining('suspended') }])
    await emulator.mutate({ kind: 'uninstall', installationId: 70 })
    await pipeline.files.release(await pipeline.tenants.open(acme))
    expect(await check()).toMatchObject([{ what: 'app', remedy: expect.stringContaining('choose the new') }])
  })
})

describe('an app that is made of a manifest', () => {
  const handIn = async (emulator: Emulator, name = 'Acme') => {
    const manifest = toManifest({
      organization: { id: acme, name },
      url: 'https://upflow.example.com',
      redirectUrl: 'https://upflow.example.com/back',
      setupUrl: null,
    })
    const response = await fetch(newAppUrl(emulator.url, { owner: 'bitcoin-core', state: 'a state' }), {
      method: 'POST',
      redirect: 'manual',
      body: new URLSearchParams({ manifest }),
    })
    if (response.status !== 302) throw new Error(await response.text())
    const back = new URL(response.headers.get('location')!)
    expect(back.searchParams.get('state')).toBe('a state')
    return back.searchParams.get('code')!
  }

  it('is taken with its key and the secret of its webhook, and reads; its code is good once', async () => {
    const { dataDir, emulator, pipeline } = await installed({ apps: [] }, { isChosen: false })
    const code = await handIn(emulator)
    const convert = () => convertApp(pipeline, acme, { code, apiUrl: emulator.url, by })
    const { installUrl } = await convert()
    expect(installUrl).toBe('https://github.com/apps/upflow-acme/installations/new')
    const [made] = emulator.apps
    expect(made).toMatchObject({
      webhook: { url: 'https://upflow.example.com/webhooks/github/acme' },
      permissions: { metadata: 'read', pull_requests: 'read', contents: 'read', issues: 'read' },
    })
    expect((await readWebhook(pipeline, acme)).secretsMadeAt).toHaveLength(1)
    made!.installations.push({ id: 5, account: 'bitcoin-core', repositories: 'all', suspendedAt: null })
    await chooseInstallation(pipeline, acme, { which: 'bitcoin-core', by })
    expect((await pipeline.engine.jobs.backfill.triggerAndWait(all)).status).toBe('succeeded')
    await expect(convert()).rejects.toMatchObject({ code: 'github/not-found' })
    expect(filesWith(dataDir, [code, made!.webhook!.secret])).toEqual([])
  })

  it('is not taken for another address than it was begun at', async () => {
    const { emulator, pipeline } = await installed({}, { concurrency: 0 })
    const code = await handIn(emulator)
    const elsewhere = convertApp(pipeline, acme, { code, apiUrl: 'http://127.0.0.1:9', by })
    await expect(elsewhere).rejects.toMatchObject({ code: 'pipeline/moved' })
  })

  it('asks GitHub for what it knows, and tells it nothing that cannot be reached', async () => {
    const options = { organization: { id: acme, name: 'A name of more than thirty-four characters' } }
    const url = 'http://127.0.0.1:4400'
    const manifest = JSON.parse(toManifest({ ...options, url, redirectUrl: url, setupUrl: url }))
    expect(manifest).toMatchObject({ public: false, setup_url: url })
    expect(manifest.name.length).toBeLessThanOrEqual(34)
    expect(manifest).not.toHaveProperty('hook_attributes')
    expect(manifest).not.toHaveProperty('default_events')
  })

  it.each([
    ['https://api.github.com', 'https://github.com'],
    ['https://github.example.com/api/v3', 'https://github.example.com'],
    ['https://api.acme.ghe.com', 'https://acme.ghe.com'],
  ])('is made where people use the GitHub of %s', (apiUrl, origin) => {
    expect(newAppUrl(apiUrl, { owner: null, state: 's' })).toBe(`${origin}/settings/apps/new?state=s`)
  })
})

describe('the private key', () => {
  it('is in no file, step, event or error, whatever happened and whoever repeats it', async () => {
    const { dataDir, emulator, pipeline, privateKey } = await installed()
    const pieces = piecesOf(privateKey)
    // GitHub repeats what it never was given: as it is, as JSON has it, and its lines run together.
    const inside = privateKey.split('\n').slice(1, -2).join('')
    const message = `no access for ${inside}, ${privateKey.split('\n')[3]} or ${privateKey}`
    emulator.faults.push({
      times: 2,
      when: ({ operation }) => operation === 'PullRequests',
      respond: { kind: 'status', status: 403, body: JSON.stringify({ message }) },
    })
    const { runId } = await pipeline.engine.jobs.backfill.trigger(all)
    expect((await pipeline.engine.runs.wait(runId)).status).not.toBe('succeeded')
    const told = JSON.stringify(
      await Promise.all([
        pipeline.engine.runs.get(runId),
        pipeline.engine.runs.events(runId),
        pipeline.engine.runs.steps(runId),
        readChanges(await pipeline.tenants.openToRead(acme), { limit: 100 }),
      ]),
    )
    expect(told).toContain('[redacted]')
    expect(pieces.filter((piece) => told.includes(piece))).toEqual([])
    expect(filesWith(dataDir, pieces)).toEqual([])
  })

  it('nor is the token that it was exchanged for, which GitHub repeats', async () => {
    const { dataDir, emulator, pipeline } = await installed()
    let issued = ''
    emulator.faults.push({
      when: ({ path }) => path.endsWith('/access_tokens'),
      respond: {
        kind: 'change',
        change: ((answer: { token?: string }) => {
          issued = answer.token ?? ''
          emulator.faults.push({
            times: 2,
            when: ({ operation }) => operation === 'PullRequests',
            respond: {
              kind: 'status',
              status: 403,
              body: JSON.stringify({ message: `no access for ${issued}` }),
            },
          })
          return answer
        }) as never,
      },
    })
    const { runId } = await pipeline.engine.jobs.backfill.trigger(all)
    expect((await pipeline.engine.runs.wait(runId)).status).not.toBe('succeeded')
    expect(issued).toMatch(/^ghs_/)
    const { runs } = pipeline.engine
    const told = JSON.stringify(await Promise.all([runs.get(runId), runs.events(runId), runs.steps(runId)]))
    expect(told).toContain('no access for [redacted]')
    expect(told).not.toContain(issued)
    expect(filesWith(dataDir, [issued])).toEqual([])
  })
})

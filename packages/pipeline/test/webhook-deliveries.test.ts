/** What GitHub delivers: believed by its signature alone, taken once, a run for many, and no more than is good. */
import { createHmac } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import {
  byWebhook,
  type DeliveriesOptions,
  dropWebhookSecrets,
  openPipeline,
  type Pipeline,
  parseConfig,
  pauseRepositories,
  readWebhook,
  setWebhookSecret,
} from '../src/index.ts'
import { acme, createAcme, newDataDir, newEmulator, small } from './support.ts'

const secret = 'canary-webhook-secret-0123456789'
const by = 'cli:ann'
const opened: Pipeline[] = []
afterEach(async () => {
  for (const pipeline of opened.splice(0)) await pipeline.close({ graceMs: 2_000 })
})

const sign = (body: string | Buffer, by = secret) =>
  `sha256=${createHmac('sha256', by).update(body).digest('hex')}`

async function begin(delivering: DeliveriesOptions = {}, concurrency = 0) {
  const dataDir = newDataDir()
  const emulator = await newEmulator(small(10))
  const pipeline = await openPipeline({
    config: parseConfig({ UPFLOW_DATA_DIR: dataDir }),
    concurrency,
    worker: new URL('../dist/worker.js', import.meta.url),
    delivering,
  })
  opened.push(pipeline)
  await createAcme(pipeline, emulator)
  await setWebhookSecret(pipeline, acme, { secret, by })
  const [repository] = emulator.data.repositories
  const named = { node_id: repository!.id, full_name: `${repository!.owner}/${repository!.name}` }
  const payloadOf = (number: number) =>
    JSON.stringify({ number, repository: named, pull_request: { number } })
  let deliveries = 0
  const take = (
    text: string | Buffer,
    options: Partial<Parameters<Pipeline['deliveries']['take']>[0]> = {},
  ) =>
    pipeline.deliveries.take({
      organization: 'acme',
      event: 'pull_request',
      id: `delivery-${++deliveries}`,
      signature: sign(text),
      body: Buffer.from(text),
      ...options,
    })
  const runs = () => pipeline.engine.runs.list({ labels: { organization: acme, startedBy: byWebhook } })
  return { dataDir, emulator, pipeline, repository: repository!, named, payloadOf, take, runs }
}

describe('a delivery that is not signed', () => {
  it('is refused in the same words, whatever is wrong, and before anything of it is read', async () => {
    const { take, payloadOf, runs } = await begin()
    const body = payloadOf(1)
    const right = sign(body)
    const cases: Record<string, Parameters<typeof take>> = {
      'has no signature': [body, { signature: undefined }],
      'has an empty one': [body, { signature: '' }],
      'is signed with another secret': [body, { signature: sign(body, `${secret}x`) }],
      'is signed with a secret that is empty': [body, { signature: sign(body, '\0') }],
      'is signed in another way': [body, { signature: right.replace('sha256', 'sha1') }],
      'has half a signature': [body, { signature: right.slice(0, 40) }],
      'has a signature in capitals': [body, { signature: right.toUpperCase() }],
      'has another body by a byte': [body, { body: Buffer.from(body.replace('1', '2')) }],
      'has a byte more': [body, { body: Buffer.from(`${body} `) }],
      'has no body': ['', {}],
      'is no text': [Buffer.from([0xff, 0xfe, 0x00]), {}],
      'is for an organization that is not there': [body, { organization: 'none' }],
      'is for what no organization is called': [body, { organization: '../acme' }],
      'has no event either': [body, { signature: sign(body, 'another'), event: undefined }],
      'is no JSON either': ['{', { signature: sign('{', 'another') }],
    }
    const told = new Set<string>()
    for (const [name, given] of Object.entries(cases)) {
      const error = await take(...given).then(
        () => null,
        (error: { code: string; message: string; facts: object }) => error,
      )
      expect(error, name).toMatchObject({ code: 'pipeline/unsigned-delivery' })
      told.add(JSON.stringify([error!.message, error!.facts]))
    }
    expect(told.size).toBe(1)
    expect(await runs()).toEqual([])
  })

  it('is refused where there is no secret, also with that of another organization', async () => {
    const { pipeline, take, payloadOf } = await begin()
    await dropWebhookSecrets(pipeline, acme, { which: 'all', by })
    await expect(take(payloadOf(1))).rejects.toMatchObject({ code: 'pipeline/unsigned-delivery' })
  })
})

describe('two secrets', () => {
  it('are taken while one takes the place of the other, and a third ends the first', async () => {
    const { pipeline, take, payloadOf } = await begin()
    const body = payloadOf(1)
    const isTaken = (by: string) =>
      take(body, { signature: sign(body, by) }).then(
        () => true,
        () => false,
      )
    const { secret: second } = await setWebhookSecret(pipeline, acme, { by })
    expect(second.length).toBeGreaterThan(40)
    expect([await isTaken(secret), await isTaken(second)]).toEqual([true, true])
    const { secret: third } = await setWebhookSecret(pipeline, acme, { by })
    expect([await isTaken(secret), await isTaken(second), await isTaken(third)]).toEqual([false, true, true])
    await dropWebhookSecrets(pipeline, acme, { which: 'earlier', by })
    expect([await isTaken(second), await isTaken(third)]).toEqual([false, true])
    expect((await readWebhook(pipeline, acme)).secretsMadeAt).toHaveLength(1)
  })

  it('are refused where they can be guessed, and nothing is changed then', async () => {
    const { pipeline } = await begin()
    const before = await readWebhook(pipeline, acme)
    for (const wrong of ['short', 'with a space in the midst', 'x'.repeat(501)])
      await expect(setWebhookSecret(pipeline, acme, { secret: wrong, by })).rejects.toMatchObject({
        code: 'pipeline/invalid-webhook-secret',
        message: expect.not.stringContaining(wrong),
      })
    expect(await readWebhook(pipeline, acme)).toEqual(before)
  })
})

describe('a delivery', () => {
  it('leads to a run of its own pull request, which begins in a moment', async () => {
    const { repository, take, payloadOf, runs } = await begin()
    const before = Date.now()
    const { run, says } = await take(payloadOf(7))
    const after = Date.now()
    expect({ outcome: run!.outcome, says }).toEqual({
      outcome: 'created',
      says: expect.stringContaining('anew'),
    })
    const [one] = await runs()
    expect(one).toMatchObject({
      id: run!.runId,
      job: 'refresh',
      input: {
        organizationId: 'acme',
        repository: repository.id,
        numbers: [7],
        facts: false,
        releases: false,
      },
    })
    expect(one!.availableAt).toBeGreaterThanOrEqual(before + 3_000)
    expect(one!.availableAt).toBeLessThanOrEqual(after + 3_000)
  })

  it('that comes again leads to the run that it led to, also when that has ended', async () => {
    const { emulator, take, repository, payloadOf, pipeline, runs } = await begin({ debounceMs: 0 }, 1)
    const body = payloadOf(repository.pullRequests[0]!.number)
    const first = await take(body, { id: 'the-same' })
    await pipeline.engine.runs.wait(first.run!.runId)
    const again = await take(body, { id: 'the-same' })
    expect(again.run).toEqual({ runId: first.run!.runId, outcome: 'existing' })
    expect(await runs()).toHaveLength(1)
    expect(emulator.journal.filter(({ operation }) => operation === 'PullRequestsById')).toHaveLength(1)
    const other = await take(body, { id: 'another' })
    expect(other.run!.outcome).toBe('created')
  })

  it('of a pull request for which a run waits is another for it, also when they come at once', async () => {
    const { take, payloadOf, runs } = await begin()
    const taken = await Promise.all(
      Array.from({ length: 20 }, (_, index) =>
        take(payloadOf(1 + (index % 2)), { event: 'pull_request_review' }),
      ),
    )
    expect(taken.filter(({ run }) => run!.outcome === 'created')).toHaveLength(2)
    expect(taken.filter(({ run }) => run!.outcome === 'joined')).toHaveLength(18)
    expect((await runs()).map(({ input }) => (input as { numbers: number[] }).numbers).sort()).toEqual([
      [1],
      [2],
    ])
  })

  it('is of the repository by its id, or else by its name in any case', async () => {
    const { take, named, runs, repository } = await begin()
    const about = (one: object, number: number) =>
      take(JSON.stringify({ repository: one, pull_request: { number } }))
    await about({ ...named, full_name: 'moved/elsewhere' }, 1)
    await about({ node_id: 'R_old', full_name: named.full_name.toUpperCase() }, 2)
    const other = await about({ node_id: 'R_other', full_name: 'acme/unread' }, 3)
    expect(other).toEqual({
      run: null,
      says: expect.stringContaining('does not read the repository acme/unread'),
    })
    expect((await runs()).map(({ input }) => (input as { repository: string }).repository)).toEqual([
      repository.id,
      repository.id,
    ])
  })

  it('of tags and deployments leads to a run where the release rule asks for them', async () => {
    const { take, named, runs, pipeline } = await begin()
    const tag = JSON.stringify({ repository: named, ref: 'v1', ref_type: 'tag' })
    expect(await take(tag, { event: 'create' })).toMatchObject({
      run: null,
      says: expect.stringContaining('tags'),
    })
    const tenant = await pipeline.tenants.openToRead(acme)
    tenant.sqlite.prepare(`UPDATE repositories SET release_rule = '{"kind":"tags","key":"v.*"}'`).run()
    await take(tag, { event: 'create' })
    const push = { ref: 'refs/heads/main', repository: { ...named, default_branch: 'main' } }
    expect((await take(JSON.stringify(push), { event: 'push' })).run!.outcome).toBe('joined')
    expect((await take(JSON.stringify({ repository: named }), { event: 'deployment_status' })).run).toBeNull()
    expect((await runs()).map(({ input }) => input)).toMatchObject([{ numbers: [], releases: true }])
  })

  it('of an installation has all read that was updated, and of its repositories those', async () => {
    const { take, named, runs, repository } = await begin()
    await take(JSON.stringify({ action: 'unsuspend' }), { event: 'installation' })
    await take(JSON.stringify({ repositories_added: [named] }), { event: 'installation_repositories' })
    expect(
      (await runs()).map(({ job, input }) => [job, (input as { repositories: unknown }).repositories]),
    ).toEqual([
      ['crawl', [repository.id]],
      ['crawl', null],
    ])
  })

  it('that is signed and lacks something is refused, naming it, and leaves nothing', async () => {
    const { take, payloadOf, runs } = await begin()
    const refused = { code: 'pipeline/malformed-delivery' }
    await expect(take('{"a":')).rejects.toMatchObject(refused)
    await expect(take('"text"')).rejects.toMatchObject(refused)
    await expect(take(payloadOf(1), { event: undefined })).rejects.toMatchObject(refused)
    await expect(take(payloadOf(1), { id: undefined })).rejects.toMatchObject(refused)
    await expect(take(payloadOf(1), { id: 'x'.repeat(101) })).rejects.toMatchObject(refused)
    await expect(take(payloadOf(-1))).rejects.toMatchObject(refused)
    expect(await runs()).toEqual([])
  })
})

describe('a flood of deliveries', () => {
  it('is bounded: beyond it none leads to a run, and it is said after how long one does', async () => {
    let nowMs = 0
    const { take, payloadOf, runs } = await begin({ burst: 3, perSecond: 0.5, nowMs: () => nowMs })
    for (const number of [1, 2, 3]) await take(payloadOf(number))
    const refused = {
      code: 'pipeline/too-many-deliveries',
      facts: { organization: 'acme', retryAfterSeconds: 2 },
    }
    await expect(take(payloadOf(4))).rejects.toMatchObject(refused)
    // What leads to no new run is no part of it.
    expect((await take(payloadOf(1))).run!.outcome).toBe('joined')
    expect((await take('{}', { event: 'star' })).run).toBeNull()
    nowMs += 1_999
    await expect(take(payloadOf(4))).rejects.toMatchObject({ facts: { retryAfterSeconds: 1 } })
    nowMs += 1
    await take(payloadOf(4))
    expect(await runs()).toHaveLength(4)
  })
})

it('the secret is in no file, run or event, and what is said of it in the audit is when it was made', async () => {
  const { dataDir, pipeline, take, payloadOf, repository } = await begin({ debounceMs: 0 }, 1)
  const body = payloadOf(repository.pullRequests[0]!.number)
  const { run } = await take(body)
  await pipeline.engine.runs.wait(run!.runId)
  await expect(take(body, { signature: secret })).rejects.toThrow(/not signed/)
  expect(pipeline.redact(`in a log: ${secret}`)).toBe('in a log: [redacted]')
  const tenant = await pipeline.tenants.openToRead(acme)
  const audit = tenant.sqlite.prepare(`SELECT after FROM setting_changes WHERE key = 'webhook'`).pluck().all()
  expect(audit).toEqual([expect.stringMatching(/^\{"secrets":\[\{"madeAt":\d+\}\]\}$/)])
  await pipeline.close()
  const files = readdirSync(dataDir, { recursive: true, withFileTypes: true }).filter((one) => one.isFile())
  expect(files.length).toBeGreaterThan(3)
  for (const { name, parentPath } of files)
    expect(readFileSync(join(parentPath, name)).includes(secret), name).toBe(false)
})

it('of what is told of a repository that is paused, nothing is read, and it says so', async () => {
  const { emulator, named, pipeline, payloadOf, runs, take } = await begin()
  const other = emulator.data.repositories[1]!
  const names = [named.full_name, `${other.owner}/${other.name}`]
  const added = JSON.stringify({
    repositories_added: [named, { node_id: other.id, full_name: names[1] }],
  })
  const pause = (name: string) =>
    pauseRepositories(pipeline, acme, { names: [name], isPaused: true, by: 'ann' })
  await pause(names[0]!)
  const nothing = { run: null, says: expect.stringContaining('paused: nothing is read') }
  expect(await take(payloadOf(1))).toEqual(nothing)
  expect(await take(JSON.stringify({ repository: named }), { event: 'repository' })).toEqual(nothing)
  expect(await runs()).toEqual([])
  const { run } = await take(added, { event: 'installation_repositories' })
  expect(await pipeline.engine.runs.get(run!.runId)).toMatchObject({ input: { repositories: [other.id] } })
  await pause(names[1]!)
  expect(await take(added, { event: 'installation_repositories' })).toEqual(nothing)
})

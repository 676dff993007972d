/** While GitHub is down, or what is left of its points is kept for others, runs wait without a slot and lose nothing. */
import { type FaultResponse, startEmulator } from '@upflow/github-emulator'
import { changeSettings } from '@upflow/settings'
import { describe, expect, it } from 'vitest'
import type { Pipeline } from '../src/index.ts'
import { acme, createAcme, dump, newDataDir, newEmulator, open, small, token, until } from './support.ts'
import { stored, truth } from './truth.ts'

const input = { organizationId: acme } as never

function oneRepository(pullRequests: number) {
  const data = small(pullRequests)
  data.repositories.length = 1
  return data
}

const isWaiting = async ({ engine }: Pipeline, runId: string) =>
  (await engine.runs.get(runId))?.status === 'waiting'

const isOver = async ({ engine }: Pipeline, runId: string) =>
  (await engine.runs.get(runId))!.finishedAt !== null

/** The last that a step said of why it waits. */
const whyOf = async ({ engine }: Pipeline, runId: string) => engine.runs.lastEvent(runId, 'step.retrying')

const triesOf = async (pipeline: Pipeline, runId: string): Promise<number> =>
  ((await whyOf(pipeline, runId)) as { readonly attempt?: number } | null)?.attempt ?? 0

describe('a run that GitHub is down for from its first step on', () => {
  const teams = [{ slug: 'core', githubTeam: 'bitcoin-core/core', members: [] }]
  const discovery = { patterns: ['bitcoin-core/*'] }

  it.each<['backfill' | 'crawl' | 'mirror' | 'refresh', string, object, FaultResponse]>([
    ['backfill', 'check-access', {}, { kind: 'reset' }],
    ['crawl', 'feel-pulses', {}, { kind: 'status', status: 504 }],
    ['crawl', 'discover', { discovery }, { kind: 'status', status: 502, body: '<html>' }],
    ['mirror', 'mirror-teams', { teams }, { kind: 'status', status: 200, body: '' }],
    ['refresh', 'refresh:', {}, { kind: 'truncate' }],
  ])(
    '%s: waits in %s without a slot, and goes on by itself',
    async (job, step, settings, respond) => {
      const data = {
        ...small(10),
        teams: [{ owner: 'bitcoin-core', slug: 'core', name: 'Core', members: ['ann'] }],
      }
      const emulator = await newEmulator(data)
      const pipeline = await open(newDataDir(), { retryDelayMs: 1, attempts: 2 }, 1, { outageMs: 100 })
      await createAcme(pipeline, emulator)
      const tenant = await pipeline.tenants.open(acme)
      const changes = Object.entries(settings).map(([key, value]) => ({ key, value }))
      await changeSettings(tenant, changes as never, { by: 'ann' })
      emulator.faults.push({ times: Number.POSITIVE_INFINITY, respond })
      const [repository] = data.repositories
      const { runId } = await pipeline.engine.jobs[job].trigger({
        ...(input as object),
        ...(job === 'refresh'
          ? { repository: repository!.id, numbers: [repository!.pullRequests[0]!.number] }
          : {}),
      } as never)
      await until(async () => (await isWaiting(pipeline, runId)) || (await isOver(pipeline, runId)))
      expect(await pipeline.engine.runs.get(runId)).toMatchObject({ status: 'waiting', error: null })
      expect(await whyOf(pipeline, runId)).toMatchObject({
        step: expect.stringContaining(step),
        until: expect.any(Number),
        error: { code: expect.stringMatching(/unreachable|too-heavy|malformed/) },
      })
      expect(await pipeline.engine.jobs.recalculate.triggerAndWait(input)).toMatchObject({
        status: 'succeeded',
      })
      // More often than any step tries what is no wait.
      await until(async () => (await triesOf(pipeline, runId)) > 2 || (await isOver(pipeline, runId)))
      expect(await isOver(pipeline, runId)).toBe(false)
      emulator.faults.length = 0
      expect(await pipeline.engine.runs.wait(runId)).toMatchObject({ status: 'succeeded' })
    },
    300_000,
  )

  it('nobody at all: a backfill waits for the connection, and reads all once there is one', async () => {
    const options = { data: oneRepository(10), tokens: { [token]: { login: 'dev' } } }
    const gone = await newEmulator(options.data)
    const dataDir = newDataDir()
    const pipeline = await open(dataDir, { retryDelayMs: 1, attempts: 2 }, 1, { outageMs: 100 })
    await createAcme(pipeline, gone)
    await gone.close()
    const { runId } = await pipeline.engine.jobs.backfill.trigger(input)
    await until(async () => (await isWaiting(pipeline, runId)) || (await isOver(pipeline, runId)))
    expect(await whyOf(pipeline, runId)).toMatchObject({
      step: 'check-access',
      error: { code: 'github/unreachable', message: expect.stringMatching(/refused.*Check the API address/) },
    })
    const emulator = await startEmulator({ ...options, port: Number(new URL(gone.url).port) })
    try {
      expect(await pipeline.engine.runs.wait(runId)).toMatchObject({
        status: 'succeeded',
        output: { read: 10 },
      })
      expect(stored(dump(dataDir).raw_pull_requests!)).toEqual(truth(emulator))
    } finally {
      await emulator.close()
    }
  }, 300_000)
})

it('a run that GitHub leaves in its midst waits, marks nothing missing, and goes on after its last page', async () => {
  const emulator = await newEmulator(oneRepository(60))
  const dataDir = newDataDir()
  const pipeline = await open(dataDir, { retryDelayMs: 1, attempts: 2 }, 1, { outageMs: 200 })
  await createAcme(pipeline, emulator)
  let isDown = false
  emulator.faults.push({
    times: Number.POSITIVE_INFINITY,
    when: ({ operation, variables }) => {
      isDown ||= operation === 'PullRequests' && variables.after !== null
      return isDown
    },
    respond: { kind: 'reset' },
  })
  const { runId } = await pipeline.engine.jobs.backfill.trigger(input)
  await until(() => isWaiting(pipeline, runId))
  // The only slot is free meanwhile.
  expect(await pipeline.engine.jobs.recalculate.triggerAndWait(input)).toMatchObject({ status: 'succeeded' })
  // More often than what fails by itself is tried.
  await until(async () => (await triesOf(pipeline, runId)) > 2 || (await isOver(pipeline, runId)))
  expect(await isOver(pipeline, runId)).toBe(false)
  expect(await whyOf(pipeline, runId)).toMatchObject({
    until: expect.any(Number),
    error: { code: 'github/unreachable' },
  })
  const before = dump(dataDir)
  expect([before.raw_pull_requests!.length, before.retry_queue]).toEqual([24, []])
  const tenant = await pipeline.tenants.openToRead(acme)
  expect(tenant.sqlite.prepare('SELECT count(*) FROM removed_pull_requests').pluck().get()).toBe(0)

  emulator.faults.length = 0
  expect(await pipeline.engine.runs.wait(runId)).toMatchObject({
    status: 'succeeded',
    output: { read: 60, unread: 0, failed: [] },
  })
  expect(stored(dump(dataDir).raw_pull_requests!)).toEqual(truth(emulator))
  const answered = emulator.journal.flatMap(({ operation, status, variables }) =>
    operation === 'PullRequests' && status === 200 ? [variables.after] : [],
  )
  expect(new Set(answered).size).toBe(answered.length)
})

it.each([
  ['its tags are read', 'sync:', { kind: 'tags', key: 'v.*' }],
  ['what could not be read is tried again', 'unread:', { kind: 'none' }],
] as const)(
  'a run that GitHub leaves when %s waits too, and nothing is missing',
  async (_, step, rule) => {
    const emulator = await newEmulator(oneRepository(10))
    const dataDir = newDataDir()
    const pipeline = await open(dataDir, { retryDelayMs: 1, attempts: 2 }, 1, { outageMs: 100 })
    await createAcme(pipeline, emulator, rule as never)
    const [victim] = emulator.data.repositories[0]!.pullRequests
    if (step === 'unread:')
      emulator.denials.push({
        field: 'PullRequest.reviews',
        message: 'not now',
        when: ({ number }) => number === victim!.number,
      })
    let isDown = false
    emulator.faults.push({
      times: Number.POSITIVE_INFINITY,
      when: ({ operation }) => {
        isDown ||= operation === (step === 'sync:' ? 'Tags' : 'PullRequestId')
        return isDown
      },
      respond: { kind: 'status', status: 503 },
    })
    const { runId } = await pipeline.engine.jobs.backfill.trigger(input)
    await until(async () => (await isWaiting(pipeline, runId)) || (await isOver(pipeline, runId)))
    expect(await whyOf(pipeline, runId)).toMatchObject({
      step: expect.stringContaining(step),
      error: { code: 'github/unreachable' },
    })
    emulator.faults.length = 0
    emulator.denials.length = 0
    expect(await pipeline.engine.runs.wait(runId)).toMatchObject({
      status: 'succeeded',
      output: { unread: 0, failed: [] },
    })
    expect(stored(dump(dataDir).raw_pull_requests!)).toEqual(truth(emulator))
  },
  300_000,
)

it('a backfill leaves a fifth of the points to crawls, whoever else has spent of them', async () => {
  const pointsPerHour = 100
  const emulator = await newEmulator(oneRepository(400), { pointsPerHour })
  const spent = () => emulator.journal.reduce((sum, { cost }) => sum + cost, 0)
  const pipelines: Pipeline[] = []
  const backfill = async () => {
    const pipeline = await open(newDataDir(), {}, 1)
    await createAcme(pipeline, emulator)
    pipelines.push(pipeline)
    const { runId } = await pipeline.engine.jobs.backfill.trigger(input)
    await until(() => isWaiting(pipeline, runId))
    return whyOf(pipeline, runId)
  }
  const why = await backfill()
  expect(why).toMatchObject({
    error: { code: 'github/rate-limited', message: expect.stringContaining('kept for crawls') },
  })
  const { until: end, at } = why as unknown as { until: number; at: number }
  expect(Math.abs(end - at - 3_600_000)).toBeLessThan(600_000)
  // The journal was emptied when there was nothing but the repository in it.
  expect(spent()).toBeLessThanOrEqual(pointsPerHour * 0.8)
  // Of another data folder, with the same credential.
  const spentByOne = spent()
  emulator.journal.length = 0
  expect(await backfill()).toMatchObject({ error: { code: 'github/rate-limited' } })
  expect(spent()).toBeLessThan(8)
  expect(spentByOne).toBeGreaterThan(20)
  // A crawl of a pull request or two has enough.
  const [pipeline] = pipelines
  const tenant = await pipeline!.tenants.openToRead(acme)
  tenant.sqlite.prepare(`UPDATE repositories SET release_rule = '{"kind":"none"}'`).run()
  const { runId } = await pipeline!.engine.jobs.refresh.trigger({
    ...(input as object),
    repository: 'bitcoin-core/gui',
    numbers: [emulator.data.repositories[0]!.pullRequests[0]!.number],
  } as never)
  expect(await pipeline!.engine.runs.wait(runId)).toMatchObject({ status: 'succeeded' })
})

it('what a backfill could not read, it tries again of the same part of the points', async () => {
  const emulator = await newEmulator(oneRepository(5), { pointsPerHour: 100 })
  const pipeline = await open(newDataDir(), {}, 1)
  await createAcme(pipeline, emulator, { kind: 'none' })
  const [victim] = emulator.data.repositories[0]!.pullRequests
  emulator.denials.push({
    field: 'PullRequest.reviews',
    message: 'not now',
    when: ({ number }) => number === victim!.number,
  })
  let release = () => {}
  const held = new Promise<void>((resolve) => {
    release = resolve
  })
  const isPage = ({ operation }: { readonly operation: string | null }) => operation === 'PullRequests'
  emulator.faults.push({ when: isPage, respond: { kind: 'hold', until: held } })
  const { runId } = await pipeline.engine.jobs.backfill.trigger(input)
  await until(() => emulator.journal.some(isPage))
  // Others spend all that is not kept for crawls, before the page is answered.
  const body = JSON.stringify({ query: '{ viewer { login } rateLimit { remaining } }' })
  for (let remaining = 100; remaining > 20; ) {
    const headers = { authorization: `bearer ${token}` }
    const response = await fetch(`${emulator.url}/graphql`, { method: 'POST', headers, body })
    remaining = ((await response.json()) as { data: { rateLimit: { remaining: number } } }).data.rateLimit
      .remaining
  }
  release()
  await until(async () => (await isWaiting(pipeline, runId)) || (await isOver(pipeline, runId)))
  expect(await whyOf(pipeline, runId)).toMatchObject({
    step: expect.stringContaining('unread:'),
    error: { code: 'github/rate-limited', message: expect.stringContaining('kept for crawls') },
  })
})

describe('a limit that lasts', () => {
  const isSecondPage = ({
    operation,
    variables,
  }: {
    operation: string | null
    variables: { after?: unknown }
  }) => operation === 'PullRequests' && variables.after !== null
  const inAnHour = () => ({
    'x-ratelimit-remaining': '0',
    'x-ratelimit-reset': String(Math.floor(Date.now() / 1_000) + 3_600),
  })
  /** A backfill that has come to it after its first page. */
  async function reading(longestWaitMs = 90_000) {
    const emulator = await newEmulator(oneRepository(60))
    const dataDir = newDataDir()
    const pipeline = await open(dataDir, { longestWaitMs }, 1)
    await createAcme(pipeline, emulator)
    const respond = { kind: 'status', status: 403, headers: inAnHour() } as const
    emulator.faults.push({ times: Number.POSITIVE_INFINITY, when: isSecondPage, respond })
    const { runId } = await pipeline.engine.jobs.backfill.trigger(input)
    await until(() => emulator.journal.some(({ status }) => status === 403))
    return { emulator, dataDir, pipeline, runId }
  }
  it('an hour keeps no run from being cancelled at once, and what it has read is whole', async () => {
    const { emulator, dataDir, pipeline, runId } = await reading()
    await until(() => isWaiting(pipeline, runId))
    expect(await pipeline.engine.runs.cancel(runId)).toBe(true)
    expect(await pipeline.engine.runs.wait(runId)).toMatchObject({ status: 'cancelled' })
    expect(dump(dataDir).raw_pull_requests).toHaveLength(24)
    await pipeline.close()
    emulator.faults.length = 0
    // Who has not heard of the limit.
    const next = await open(dataDir, {}, 1)
    expect(await next.engine.jobs.backfill.triggerAndWait(input)).toMatchObject({ status: 'succeeded' })
    expect(stored(dump(dataDir).raw_pull_requests!)).toEqual(truth(emulator))
  }, 300_000)

  it.each([
    ['without a slot', 90_000],
    ['in its thread', 10_000_000],
  ])(
    'an hour, %s: the process that waits ends at once, and the next goes on after the last page',
    async (_, longestWaitMs) => {
      const { emulator, dataDir, pipeline, runId } = await reading(longestWaitMs)
      await pipeline.close({ graceMs: 30_000 })
      expect(dump(dataDir).raw_pull_requests).toHaveLength(24)
      emulator.faults.length = 0
      emulator.journal.length = 0
      const next = await open(dataDir, {}, 1)
      const run = (await next.engine.runs.get(runId))!
      if (run.status === 'waiting') {
        // Its hour has not passed: somebody who has it begin again does not wait for it.
        await next.engine.runs.cancel(runId)
        await next.engine.runs.retry(runId)
      }
      expect(await next.engine.runs.wait(runId)).toMatchObject({ status: 'succeeded', output: { read: 60 } })
      expect(
        emulator.journal.filter(({ operation }) => operation === 'PullRequests').every(isSecondPage),
      ).toBe(true)
      expect(stored(dump(dataDir).raw_pull_requests!)).toEqual(truth(emulator))
    },
  )
})

/** While GitHub is down, or what is left of its points is kept for others, runs wait without a slot and lose nothing. */
import { expect, it } from 'vitest'
import type { Pipeline } from '../src/index.ts'
import { acme, createAcme, dump, newDataDir, newEmulator, open, small, until } from './support.ts'
import { stored, truth } from './truth.ts'

const input = { organizationId: acme } as never

function oneRepository(pullRequests: number) {
  const data = small(pullRequests)
  data.repositories.length = 1
  return data
}

const isWaiting = async ({ engine }: Pipeline, runId: string) =>
  (await engine.runs.get(runId))?.status === 'waiting'

/** The last that a step said of why it waits. */
const whyOf = async ({ engine }: Pipeline, runId: string) => engine.runs.lastEvent(runId, 'step.retrying')

const triesOf = async (pipeline: Pipeline, runId: string): Promise<number> =>
  ((await whyOf(pipeline, runId)) as { readonly attempt?: number } | null)?.attempt ?? 0

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
  const isOver = async () => (await pipeline.engine.runs.get(runId))!.finishedAt !== null
  await until(async () => (await triesOf(pipeline, runId)) > 2 || (await isOver()))
  expect(await isOver()).toBe(false)
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
}, 300_000)

it('a backfill leaves a fifth of the points to crawls, whoever else has spent of them', async () => {
  const pointsPerHour = 50
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
  expect(spent()).toBeLessThan(pointsPerHour * 0.8 + 10)
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
}, 300_000)

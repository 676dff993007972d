/** What a backfill is said to come to beforehand is about what it comes to. */
import { setTimeout as delay } from 'node:timers/promises'
import { loadSample } from '@upflow/github-emulator'
import { expect, it } from 'vitest'
import { estimateBackfill, startRun } from '../src/index.ts'
import { acme, setup, small } from './support.ts'

type Made = Awaited<ReturnType<typeof setup>>

const estimate = ({ pipeline }: Made) => estimateBackfill(pipeline, acme, null)
async function backfill({ emulator, pipeline }: Made) {
  emulator.journal.length = 0
  const wanted = { job: 'backfill', organizationId: acme, repositories: null, by: 'ann' } as const
  const { runId } = await startRun(pipeline, { ...wanted, queue: pipeline.queue })
  expect((await pipeline.engine.runs.wait(runId)).status).toBe('succeeded')
  return runId
}

it('within a factor of two in requests and points, before the first and after it', async () => {
  const made = await setup({ data: loadSample(['bitcoin-core']) })
  for (const _ of ['before the first', 'after it']) {
    const { pullRequests, requests, points } = await estimate(made)
    expect(pullRequests).toBe(1_845)
    await backfill(made)
    const { journal } = made.emulator
    const spent = journal.reduce((total, { cost }) => total + cost, 0)
    for (const [said, was] of [
      [requests, journal.length],
      [points, spent],
    ] as const) {
      expect(was / said).toBeGreaterThan(0.5)
      expect(was / said).toBeLessThan(2)
    }
  }
})

it('by the pages of the last one, which had to shrink, and by the time that they took', async () => {
  const made = await setup({ data: small(60) })
  const { emulator, pipeline } = made
  const before = await estimate(made)
  emulator.faults.push({
    times: Number.POSITIVE_INFINITY,
    when: ({ operation, variables }) => operation === 'PullRequests' && Number(variables.first) > 6,
    respond: { kind: 'status', status: 502 },
  })
  const runId = await backfill(made)
  const after = await estimate(made)
  const steps = (await pipeline.engine.runs.steps(runId)).filter(({ key }) => key.startsWith('sync:'))
  const pages = steps.reduce((total, { value }) => total + JSON.parse(value!).pages, 0)
  const ms = steps.reduce((total, { startedAt, finishedAt }) => total + finishedAt - startedAt, 0)
  expect(pages).toBeGreaterThanOrEqual(20)
  expect(after.requests - before.requests).toBeGreaterThanOrEqual(pages - 6 - 2)
  const each = ms / 1_000 / pages
  expect(after.seconds).toBe(Math.ceil(Math.max((after.requests * each) / 4, Math.ceil(pages / 2) * each)))
})

it('not by the time of one that was tried again, which read some of its pages before', async () => {
  const made = await setup({ data: small(60) })
  const { emulator, pipeline } = made
  const tried = emulator.data.repositories[0]!.id
  emulator.faults.push({
    // As often as the client asks, before the step is tried again.
    times: 4,
    when: ({ operation, variables }) =>
      operation === 'PullRequests' && variables.repository === tried && variables.after !== null,
    respond: { kind: 'status', status: 500 },
  })
  // The other takes its time, or both would come to a second.
  emulator.faults.push({
    times: 1,
    when: ({ operation, variables }) =>
      operation === 'PullRequests' && variables.repository !== tried && variables.after !== null,
    respond: { kind: 'hold', until: delay(4_000) },
  })
  const runId = await backfill(made)
  const steps = (await pipeline.engine.runs.steps(runId)).filter(({ key }) => key.startsWith('sync:'))
  expect(steps.map(({ key, attempts }) => [key === `sync:${tried}`, attempts]).sort()).toEqual([
    [false, 1],
    [true, 2],
  ])
  const once = steps.find(({ attempts }) => attempts === 1)!
  const { requests, seconds } = await estimate(made)
  const pages = JSON.parse(once.value!).pages as number
  const each = (once.finishedAt - once.startedAt) / 1_000 / pages
  expect(seconds).toBe(Math.ceil(Math.max((requests * each) / 4, pages * each)))
})

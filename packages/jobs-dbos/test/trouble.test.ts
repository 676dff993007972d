/** What ails the database is said, with what to do, and without what nobody may read. */
import { join } from 'node:path'
import { job, newLog, until } from '@upflow/jobs/contract'
import { type Postgres, startPostgres } from '@upflow/tooling/postgres'
import { startRelay } from '@upflow/tooling/relay'
import { startProcess } from '@upflow/tooling/test-process'
import { afterAll, describe, expect, it } from 'vitest'
import { openDbosEngine } from '../src/index.ts'
import { ask, createBackend } from './backend.ts'
import type { Said, Working } from './worker-child.ts'

const started = await startPostgres()
const postgres = started as Postgres
const backend = started && (await createBackend(postgres))
afterAll(() => started?.stop())
const work = job((step) => step.run('one', () => 1))

describe.skipIf(!started)('a database', () => {
  it('of a newer version is refused and unchanged', async () => {
    const url = await backend!.newPlace()
    await ask(url, 'UPDATE upflow_jobs.format SET format = 99')
    await expect(openDbosEngine({ url, jobs: { work } })).rejects.toMatchObject({ code: 'jobs/newer-store' })
    expect(await ask(url, 'SELECT id FROM upflow_jobs.owners')).toEqual([])
  })

  it.each([
    ['that is none', 'no url', 'jobs/store-unusable'],
    ['that is not there', 'postgresql://user:canary-4711@127.0.0.1:1/none', 'jobs/store-unreachable'],
  ])('%s is named, without its password', async (_, url, code) => {
    const failed = await openDbosEngine({ url, jobs: { work } }).catch((error: unknown) => error)
    expect(failed).toMatchObject({ code })
    expect(String((failed as Error).message)).not.toContain('canary')
  })

  it('whose name is wrong is named', async () => {
    const url = postgres.url.replace(/\/[^/]*$/, '/nowhere')
    const failed = openDbosEngine({ url, jobs: { work } })
    await expect(failed).rejects.toMatchObject({ code: 'jobs/store-unusable' })
    await expect(failed).rejects.toThrow(/nowhere/)
  })

  it('keeps no NUL in a key, and says so', async () => {
    const engine = await backend!.open(await backend!.newPlace(), { work })
    await expect(engine.jobs.work.trigger(null, { concurrencyKey: 'a\u0000b' })).rejects.toMatchObject({
      code: 'jobs/not-json',
    })
    await expect(engine.jobs.work.trigger(null, { labels: { a: 'a\u0000b' } })).rejects.toMatchObject({
      code: 'jobs/not-json',
    })
    // A value is JSON, which has a word for it.
    const { runId } = await engine.jobs.work.triggerAndWait('a\u0000b')
    expect((await engine.runs.get(runId))?.input).toBe('a\u0000b')
    await engine.stop()
    await expect(engine.runs.get(runId)).rejects.toMatchObject({ code: 'jobs/engine-stopped' })
  })

  it.each([
    ['makes its queues', ['"dbos".queues', 'default/work@1']],
    ['says what it serves', ['INTO upflow_jobs.owners', '["default"]']],
  ])('that is lost while an engine %s keeps it neither from serving nor from its end', async (_, words) => {
    const url = await backend!.newPlace()
    let isCut = false
    const relay = await startRelay(url, (text) => {
      const cuts = !isCut && words.every((word) => text.includes(word))
      isCut ||= cuts
      return cuts
    })
    const working: Working = { url: relay.url, log: newLog() }
    const worker = startProcess<Said>(join(import.meta.dirname, 'worker-child.ts'), [JSON.stringify(working)])
    await worker.says(({ is }) => is === 'open')
    expect(isCut).toBe(true)
    const engine = await backend!.open(url, { work }, { concurrency: 0 })
    const { runId } = await engine.jobs.work.trigger({ steps: 12 })
    expect(await engine.runs.wait(runId)).toMatchObject({ status: 'succeeded' })
    await until(async () => (await engine.runs.owners()).some(({ queues }) => queues?.includes('default')))
    worker.tell('stop')
    expect(await worker.ended).toBe(0)
    await relay.close()
  })

  it('that is lost is told of, and found again; an engine without one stops in time', async () => {
    const own = (await startPostgres()) as Postgres
    const told: unknown[] = []
    const engine = await openDbosEngine({
      url: own.url,
      jobs: { work },
      concurrency: 1,
      onTrouble: ({ error }) => told.push((error as { code?: unknown }).code),
    })
    try {
      await engine.jobs.work.triggerAndWait(null)
      const { runId } = await engine.jobs.work.trigger(null, { runAt: Date.now() + 500 })
      // It waits through the restart.
      const waited = engine.runs.wait(runId)
      await own.restart('fast')
      expect((await waited).status).toBe('succeeded')
      await own.stop()
      await until(() => told.length > 0)
      expect(new Set(told)).toEqual(new Set(['jobs/store-unreachable']))
      await expect(engine.jobs.work.trigger(null)).rejects.toMatchObject({
        code: 'jobs/store-unreachable',
        retryable: true,
      })
    } finally {
      await own.stop()
      await engine.stop({ graceMs: 500 })
    }
    await expect(engine.jobs.work.trigger(null)).rejects.toMatchObject({ code: 'jobs/engine-stopped' })
  })
})

/** Between DBOS's claim and ours a process may stand still: what is another's by then is left alone. */
import { job, until } from '@upflow/jobs/contract'
import { type Postgres, startPostgres } from '@upflow/tooling/postgres'
import { afterAll, describe, expect, it } from 'vitest'
import { claimRun } from '../src/claim-run.ts'
import { openDatabase } from '../src/database.ts'
import { createExecutionStore } from '../src/execution-store.ts'
import { lockKey } from '../src/move-run.ts'
import { takeBack } from '../src/take-back.ts'
import { ask, createBackend } from './backend.ts'

const started = await startPostgres()
const backend = started && (await createBackend(started as Postgres))
afterAll(() => started?.stop())

describe.skipIf(!started)('a run is claimed', () => {
  it.each([
    ['by whom DBOS gave it to', 'PENDING', 'me', 1],
    ['by nobody else', 'PENDING', 'another', 0],
    ['by nobody while it is in its queue', 'ENQUEUED', 'me', 0],
  ])('%s', async (_, status, executor, generation) => {
    const url = await backend!.newPlace()
    const engine = await backend!.open(url, { work: job(async () => null) }, { concurrency: 0 })
    const { runId } = await engine.jobs.work.trigger(null)
    await ask(url, 'UPDATE dbos.workflow_status SET status = $1, executor_id = $2', [status, executor])
    const database = openDatabase(url)
    try {
      const claimed = await claimRun(database, { runId, owner: 'me', now: Date.now })
      expect(claimed?.generation ?? 0).toBe(generation)
    } finally {
      await database.close()
    }
    expect(await engine.runs.get(runId)).toMatchObject({
      generation,
      status: generation > 0 ? 'running' : 'pending',
    })
  })

  it('once: who asks again has it no more', async () => {
    const url = await backend!.newPlace()
    const engine = await backend!.open(url, { work: job(async () => null) }, { concurrency: 0 })
    const { runId } = await engine.jobs.work.trigger(null)
    await ask(url, `UPDATE dbos.workflow_status SET status = 'PENDING', executor_id = 'me'`)
    const database = openDatabase(url)
    try {
      const claims = [1, 2].map(() => claimRun(database, { runId, owner: 'me', now: Date.now }))
      expect((await Promise.all(claims)).filter((run) => run !== null)).toHaveLength(1)
    } finally {
      await database.close()
    }
  })

  it('after whoever had its key, however long it was waited for', async () => {
    const url = await backend!.newPlace()
    const engine = await backend!.open(url, { work: job(async () => null) }, { concurrency: 0 })
    const { runId } = await engine.jobs.work.trigger(null, { concurrencyKey: 'one' })
    await ask(url, `UPDATE dbos.workflow_status SET status = 'PENDING', executor_id = 'me'`)
    const database = openDatabase(url)
    let clock = 1_000
    try {
      let claiming: ReturnType<typeof claimRun> | null = null
      // As the end of another run has it.
      await database.transact(async (transaction) => {
        await lockKey(transaction, runId)
        claiming = claimRun(database, { runId, owner: 'me', now: () => clock })
        await until(async () => {
          const waiting = await ask(url, `SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND NOT granted`)
          return waiting.length > 0
        })
        clock = 2_000
      })
      expect((await claiming!)?.startedAt).toBe(2_000)
    } finally {
      await database.close()
    }
  })

  it('by whoever comes when the one that had it is not even known any more', async () => {
    const url = await backend!.newPlace()
    const engine = await backend!.open(url, { work: job(async () => 'done') }, { concurrency: 0 })
    const { runId } = await engine.jobs.work.trigger(null)
    await ask(url, `UPDATE dbos.workflow_status SET status = 'PENDING', executor_id = 'gone'`)
    await backend!.open(url, { work: job(async () => 'done') })
    expect((await engine.runs.wait(runId)).output).toBe('done')
  })

  it('and whoever lost it says, records and ends nothing of it', async () => {
    const url = await backend!.newPlace()
    const engine = await backend!.open(url, { work: job(async () => null) }, { concurrency: 0 })
    const { runId } = await engine.jobs.work.trigger(null)
    await ask(url, `UPDATE dbos.workflow_status SET status = 'PENDING', executor_id = 'me'`)
    const database = openDatabase(url)
    const store = createExecutionStore(database)
    try {
      const now = Date.now()
      await claimRun(database, { runId, owner: 'me', now: () => now })
      await takeBack(database, { runId, owner: 'me', now, maxRecoveries: 9 })
      const fence = { runId, owner: 'me', generation: 1 }
      const said = [{ type: 'step.started', attempt: 1, at: now, step: 'late' }] as const
      const times = { startedAt: now, finishedAt: now, wakeAt: now + 1 }
      const step = {
        key: 'late',
        kind: 'run',
        status: 'waiting',
        attempts: 1,
        value: null,
        error: null,
        ...times,
      } as const
      const end = { status: 'succeeded', output: 'null', error: null, now } as const
      const before = await engine.runs.events(runId)
      const writes = [
        () => store.append(fence, said, null),
        () => store.recordStep(fence, step, said, null),
        () => store.release(fence, now, said, null),
        () => store.finish(fence, end, said, null),
      ]
      for (const write of writes) await expect(write()).rejects.toMatchObject({ code: 'jobs/lease-lost' })
      expect(await engine.runs.events(runId)).toEqual(before)
      expect(await engine.runs.steps(runId)).toEqual([])
      expect((await engine.runs.get(runId))?.status).toBe('pending')
    } finally {
      await database.close()
    }
  })
})

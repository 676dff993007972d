/** A key has one holder whatever job or version has it, although DBOS keeps order only among runs of one. */
import { gate, job, until } from '@upflow/jobs/contract'
import { type Postgres, startPostgres } from '@upflow/tooling/postgres'
import { afterAll, describe, expect, it } from 'vitest'
import { ask, createBackend } from './backend.ts'

const started = await startPostgres()
const postgres = started as Postgres
const backend = started && (await createBackend(postgres))
afterAll(() => started?.stop())

async function setUp() {
  const url = await backend!.newPlace()
  const held = gate()
  const executed: unknown[] = []
  const work = job((step, input) =>
    step.run('held', async () => {
      executed.push(input)
      await held.opened
      return null
    }),
  )
  const other = { ...job((step, input) => step.run('other', () => executed.push(input))), name: 'other' }
  const engine = await backend!.open(url, { work, other })
  const holder = await engine.jobs.work.trigger('holder', { concurrencyKey: 'k' })
  await until(() => executed.length === 1)
  const waiting = await engine.jobs.other.trigger('waits', { concurrencyKey: 'k' })
  // Another job's queue offers it, and it finds the key held.
  await until(async () => {
    const rows = await ask<{ deferred: boolean }>(
      url,
      'SELECT deferred FROM upflow_jobs.runs WHERE id = $1',
      [waiting.runId],
    )
    return rows[0]?.deferred
  })
  return { url, engine, executed, held, holder, waiting }
}

describe.skipIf(!started)('a run whose key another job has', () => {
  it('is executed as soon as that has ended', async () => {
    const { executed, held, holder, waiting } = await setUp()
    expect(executed).toEqual(['holder'])
    held.open()
    await holder.wait()
    await waiting.wait()
    expect(executed).toEqual(['holder', 'waits'])
  })

  it('ends at once when it is cancelled, and is never executed', async () => {
    const { engine, executed, held, holder, waiting } = await setUp()
    expect(await engine.runs.cancel(waiting.runId)).toBe(true)
    expect((await engine.runs.get(waiting.runId))?.status).toBe('cancelled')
    held.open()
    await holder.wait()
    // It can be done after all.
    await engine.runs.retry(waiting.runId)
    expect((await engine.runs.wait(waiting.runId)).status).toBe('succeeded')
    expect(executed).toEqual(['holder', 'waits'])
  })

  it('goes on when whoever has it is cancelled', async () => {
    const { engine, executed, held, holder, waiting } = await setUp()
    await engine.runs.cancel(holder.runId)
    held.open()
    expect((await engine.runs.wait(holder.runId)).status).toBe('cancelled')
    await waiting.wait()
    expect(executed).toEqual(['holder', 'waits'])
  })
})

describe.skipIf(!started)('a run that is retried', () => {
  it('executes what never ran, and not what succeeded behind its failure, however often it is cancelled before', async () => {
    const url = await backend!.newPlace()
    const executed: string[] = []
    let blocks = false
    const started = gate()
    const work = job(async (step) => {
      const names = ['a', 'b', 'c']
      const results = await step.mapSettled(
        names,
        (name) => name,
        (name, { signal }) => {
          executed.push(name)
          if (name !== 'b') return name
          if (!blocks) throw Object.assign(new Error('b is broken'), { retryable: false })
          started.open()
          return new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)))
        },
        { concurrency: 1 },
      )
      return results.filter(({ ok }) => ok).length
    })
    const engine = await backend!.open(url, { work })
    const { runId, status } = await engine.jobs.work.triggerAndWait(null)
    expect([status, executed.splice(0)]).toEqual(['partial', ['a', 'b', 'c']])
    blocks = true
    await engine.runs.retry(runId)
    await started.opened
    await engine.runs.cancel(runId)
    expect((await engine.runs.wait(runId)).status).toBe('cancelled')
    expect(executed.splice(0)).toEqual(['b'])
    blocks = false
    await engine.runs.retry(runId)
    expect((await engine.runs.wait(runId)).output).toBe(2)
    expect(executed).toEqual(['b'])
    expect((await engine.runs.steps(runId)).map(({ key, status }) => [key, status]).sort()).toEqual([
      ['a', 'succeeded'],
      ['b', 'failed'],
      ['c', 'succeeded'],
    ])
  })

  it('goes on however many others are retried with it', async () => {
    let isBroken = true
    const work = job((step) =>
      step.run('fails at first', () => {
        if (isBroken) throw Object.assign(new Error('broken'), { retryable: false })
        return 'done'
      }),
    )
    const engine = await backend!.open(await backend!.newPlace(), { work }, { concurrency: 10 })
    const handles = await Promise.all(Array.from({ length: 30 }, () => engine.jobs.work.trigger(null)))
    await Promise.all(handles.map(({ wait }) => expect(wait()).rejects.toThrow('broken')))
    isBroken = false
    await Promise.all(handles.map(({ runId }) => engine.runs.retry(runId)))
    const runs = await Promise.all(handles.map(({ runId }) => engine.runs.wait(runId)))
    expect(new Set(runs.map(({ output }) => output))).toEqual(new Set(['done']))
  })
})

/** What waiting costs, counted in calls of the store: it grows with the runs, not with the runs times the waiters. */
import Database from 'better-sqlite3'
import { describe, expect, it } from 'vitest'
import { JobsError, type Store, sqliteStore } from '../src/index.ts'
import { counting, gate, job, newFile, open, until } from './support.ts'

describe('waiting', () => {
  it.each([20, 200])('for %i runs reads each of them a few times, and no events', async (runs) => {
    const { store, calls } = await counting({ path: newFile() })
    const engine = await open(
      '',
      { work: job((step) => step.run('only', () => 1)) },
      { store, concurrency: 4 },
    )
    const handles = await Promise.all(Array.from({ length: runs }, () => engine.jobs.work.trigger(null)))
    const results = await Promise.all(handles.map((handle) => handle.wait()))
    expect(results).toHaveLength(runs)
    expect(calls.get('get')).toBeLessThanOrEqual(2 * runs)
    expect(calls.get('events')).toBeUndefined()
  })

  it.each([20, 200])(
    'for %i runs of another process reads how far they have come all at once',
    async (runs) => {
      const path = newFile()
      const door = gate()
      const owner = await open(path, {
        work: job((step) =>
          step.run('only', async () => {
            await door.opened
            return 1
          }),
        ),
      })
      const ids: string[] = []
      for (let run = 0; run < runs; run++) ids.push((await owner.jobs.work.trigger(null)).runId)
      const { store, calls } = await counting({ path })
      const other = await open('', {}, { store, concurrency: 0 })
      const waited = Promise.all(ids.map((id) => other.runs.wait(id)))
      await until(() => (calls.get('get') ?? 0) >= runs)
      door.open()
      expect((await waited).every(({ status }) => status === 'succeeded')).toBe(true)
      expect(calls.get('get')).toBeLessThanOrEqual(2 * runs)
      expect(calls.get('heads') ?? 0).toBeLessThanOrEqual(calls.get('changedElsewhere')!)
    },
  )

  it("a step's record starts no look for work, and wakes nobody who waits for the end", async () => {
    const { store, calls } = await counting({ path: newFile() })
    const engine = await open(
      '',
      {
        work: job(async (step) => {
          for (let index = 0; index < 300; index++) await step.run(`step:${index}`, () => index)
          return null
        }),
      },
      { store, concurrency: 2, timing: { recoverMs: 60_000 } },
    )
    await engine.jobs.work.triggerAndWait(null)
    expect(calls.get('recordStep')).toBe(300)
    for (const method of ['get', 'claim', 'cancelRequests', 'nextAvailableAt', 'events', 'heads'])
      expect(calls.get(method) ?? 0, method).toBeLessThan(30)
  })

  it('what becomes due between two looks at the store is not overlooked', async () => {
    const real = await sqliteStore({ path: newFile() })
    // What is not due when it is asked for is due, by both clocks, before the store is asked when the next one will be.
    const store = new Proxy(real, {
      get: (target, name: string & keyof Store) =>
        name !== 'claim'
          ? target[name]
          : async (...args: Parameters<Store['claim']>) => {
              const run = await target.claim(...args)
              if (run === null) await new Promise((resolve) => setTimeout(resolve, 60))
              return run
            },
    })
    let tries = 0
    const engine = await open(
      '',
      {
        work: job((step) =>
          step.run(
            'flaky',
            () => {
              if (++tries < 4) throw new Error('not yet')
              return 'done'
            },
            { retry: { attempts: 4, initialDelayMs: 20, factor: 1 } },
          ),
        ),
      },
      { store, concurrency: 1 },
    )
    expect((await engine.jobs.work.triggerAndWait(null)).output).toBe('done')
  })

  it('a follower that is slow to take its events misses none and gets none twice', async () => {
    const path = newFile()
    const owner = await open(path, {
      work: job(async (step) => {
        for (let index = 0; index < 200; index++)
          await step.run(`step:${index}`, async ({ log }) => {
            log.info('said')
            if (index % 20 === 0) await new Promise((resolve) => setTimeout(resolve, 2))
            return null
          })
        return null
      }),
    })
    const other = await open(path, {}, { concurrency: 0 })
    const { runId } = await owner.jobs.work.trigger(null)
    const follow = async (engine: typeof other, after: number) => {
      const seqs: number[] = []
      for await (const { seq } of engine.runs.watch(runId, { after })) {
        expect(seq).toBe((seqs.at(-1) ?? after) + 1)
        seqs.push(seq)
        if (seq % 50 === 0) await new Promise((resolve) => setTimeout(resolve, 3))
      }
      return seqs
    }
    const followed = await Promise.all([follow(owner as never, 0), follow(other, 0), follow(other, 7)])
    const last = (await other.runs.events(runId)).at(-1)!.seq
    const all = Array.from({ length: last }, (_, index) => index + 1)
    expect(followed).toEqual([all, all, all.slice(7)])
  })

  it('follows a run of very many events to its end, and finds an early one', async () => {
    const path = newFile()
    const owner = await open(path, { work: job(async () => null) }, { concurrency: 0 })
    const { runId } = await owner.jobs.work.trigger(null)
    const file = new Database(path)
    const events = 120_000
    file.exec(`
      INSERT INTO events VALUES ('${runId}', 2, 0, NULL, '{"type":"run.retried"}');
      WITH RECURSIVE n (i) AS (SELECT 3 UNION ALL SELECT i + 1 FROM n WHERE i < ${events})
      INSERT INTO events SELECT '${runId}', i, 0, NULL, '{"type":"step.started","attempt":1}' FROM n;`)
    file.close()
    let seq = 0
    let turns = 0
    const turning = setInterval(() => turns++, 1)
    const other = await open(path, { work: job(async () => null) }, { concurrency: 0 })
    const following = (async () => {
      for await (const event of other.runs.watch(runId)) {
        expect(event.seq).toBe(++seq)
        if (seq === events) await open(path, { work: job(async () => null) })
      }
    })()
    await following
    clearInterval(turning)
    expect(seq).toBe(events + 2)
    // Between its pages.
    expect(turns).toBeGreaterThan(50)
    expect((await owner.runs.lastEvent(runId, 'run.retried'))?.seq).toBe(2)
    expect(await owner.runs.lastEvent(runId, 'run.recovered')).toBeNull()
  })

  it('ends with an error of its own when the engine stops', async () => {
    const engine = await open(newFile(), { work: job(async () => null) }, { concurrency: 0 })
    const { runId } = await engine.jobs.work.trigger(null)
    const waited = engine.runs.wait(runId)
    const refused = expect(waited).rejects.toMatchObject({ code: 'jobs/engine-stopped' })
    await engine.stop()
    await refused
  })

  it('and watching, asking and changing after the stop are refused by an error that says so', async () => {
    const engine = await open(newFile(), { work: job(async () => null) }, { concurrency: 0 })
    const { runId } = await engine.jobs.work.trigger(null)
    const begun = engine.runs.watch(runId)[Symbol.asyncIterator]()
    await begun.next()
    await engine.stop()
    const { runs, schedules, jobs } = engine
    const schedule = { cron: '0 6 * * *', job: 'work', input: null } as const
    const asked: Record<string, () => Promise<unknown>> = {
      'the watch that was begun': () => begun.next(),
      watch: () => runs.watch(runId)[Symbol.asyncIterator]().next(),
      wait: () => runs.wait(runId),
      get: () => runs.get(runId),
      list: () => runs.list(),
      steps: () => runs.steps(runId),
      events: () => runs.events(runId),
      lastEvent: () => runs.lastEvent(runId, 'run.triggered'),
      cancel: () => runs.cancel(runId),
      retry: () => runs.retry(runId),
      rerun: () => runs.rerun(runId),
      delete: () => runs.delete(runId),
      purge: () => runs.purge({ olderThanMs: 0 }),
      owners: () => runs.owners(),
      trigger: () => jobs.work.trigger(null),
      'set a schedule': () => schedules.set('x', schedule),
      'list schedules': () => schedules.list(),
      'delete a schedule': () => schedules.delete('x'),
    }
    expect(Object.keys(asked)).toEqual(expect.arrayContaining(Object.keys(runs)))
    for (const [what, ask] of Object.entries(asked)) {
      const error = await ask().catch((thrown: unknown) => thrown)
      expect(error, what).toBeInstanceOf(JobsError)
      expect(error, what).toMatchObject({ code: 'jobs/engine-stopped' })
    }
  })
})

import { readFileSync } from 'node:fs'
import Database from 'better-sqlite3'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { defineJob, type JobsError, type RunEvent, sqliteStore } from '../src/index.ts'
import { counting, gate, job, newFile, open, until } from './support.ts'

describe('triggering', () => {
  it('refuses an input that does not fit, listing every problem', async () => {
    const strict = defineJob({
      name: 'strict',
      version: 1,
      input: z.object({ a: z.string(), b: z.number() }),
      output: z.null(),
      run: async () => null,
    })
    const engine = await open(newFile(), { strict })
    await expect(engine.jobs.strict.trigger({ a: 1 } as never)).rejects.toThrow(/a: .*; b: /)
  })

  it('an idempotency key gives the first run again', async () => {
    const engine = await open(newFile(), { work: job(async () => 'done') })
    const first = await engine.jobs.work.triggerAndWait(1, { idempotencyKey: 'k' })
    const second = await engine.jobs.work.trigger(2, { idempotencyKey: 'k' })
    expect([second.runId, second.outcome]).toEqual([first.runId, 'existing'])
  })

  it('runs of one key go one after the other; a join of the same input joins, of another waits, a reject throws', async () => {
    const doors = { a: gate(), b: gate() }
    let running = 0
    let most = 0
    const engine = await open(
      newFile(),
      {
        work: job(async (step, input) => {
          most = Math.max(most, ++running)
          await step.run('wait', async () => {
            await doors[input as 'a'].opened
            return null
          })
          running--
          return input
        }),
      },
      { concurrency: 5 },
    )
    const options = { concurrencyKey: 'org', onConflict: 'join' } as const
    const first = await engine.jobs.work.trigger('a', options)
    const joined = await engine.jobs.work.trigger('a', options)
    const other = await engine.jobs.work.trigger('b', options)
    expect([
      joined.outcome,
      joined.runId === first.runId,
      other.outcome,
      other.runId === first.runId,
    ]).toEqual(['joined', true, 'created', false])
    await expect(engine.jobs.work.trigger('a', { ...options, onConflict: 'reject' })).rejects.toMatchObject({
      code: 'jobs/conflict',
    })
    doors.b.open()
    doors.a.open()
    expect([(await joined.wait()).output, (await other.wait()).output, most]).toEqual(['a', 'b', 1])
  })

  it('an engine that is told to wait claims nothing before its start, so that a run left behind can be joined', async () => {
    const path = newFile()
    const jobs = { work: job(async (_, input) => input) }
    const options = { concurrencyKey: 'org', onConflict: 'join' } as const
    const elsewhere = await open(path, jobs, { concurrency: 0 })
    const left = await elsewhere.jobs.work.trigger('a', options)
    const { store, calls } = await counting({ path })
    const engine = await open(path, jobs, { store, autoStart: false, timing: { recoverMs: 20 } })
    await until(() => (calls.get('recover') ?? 0) > 3)
    const joined = await engine.jobs.work.trigger('a', options)
    expect([joined.outcome, joined.runId, calls.get('claim')]).toEqual(['joined', left.runId, undefined])
    engine.start()
    expect((await joined.wait()).output).toBe('a')
  })

  it('higher priority goes first, and a run is left to engines that serve its queue and have its job and version', async () => {
    const path = newFile()
    const order: unknown[] = []
    const work = job(async (_, input) => {
      order.push(input)
      return null
    })
    const closed = await open(
      path,
      { work, v2: job(async () => null, 2), other: { ...work, name: 'other' } },
      { concurrency: 0 },
    )
    await closed.jobs.work.trigger('low')
    await closed.jobs.work.trigger('high', { priority: 5 })
    const elsewhere = await closed.jobs.work.trigger('elsewhere', { queue: 'demo' })
    const newer = await closed.jobs.v2.trigger('newer')
    const unknown = await closed.jobs.other.trigger('unknown')
    // Claimed after all of them.
    await closed.jobs.work.trigger('last')
    await open(path, { work }, { concurrency: 1 })
    await until(() => order.length === 3)
    expect(order).toEqual(['high', 'low', 'last'])
    for (const { runId } of [elsewhere, newer, unknown])
      expect((await closed.runs.get(runId))?.status).toBe('pending')
  })

  it('runAt waits for its time', async () => {
    const engine = await open(newFile(), { work: job(async () => Date.now()) })
    const at = Date.now() + 200
    const { output } = await engine.jobs.work.triggerAndWait(null, { runAt: at })
    expect(output).toBeGreaterThanOrEqual(at)
  })
})

describe('cancelling', () => {
  it('crosses processes: the owner aborts, cleans up and acknowledges, and the key is held until then', async () => {
    const path = newFile()
    const cleanUp = gate()
    const events: string[] = []
    const work = job(async (step) =>
      step.run(
        'long',
        ({ signal }) =>
          new Promise((_, reject) => {
            events.push('started')
            signal.addEventListener('abort', async () => {
              events.push('aborted')
              await cleanUp.opened
              events.push('cleaned up')
              reject(signal.reason)
            })
          }),
      ),
    )
    const owner = await open(path, { work })
    const other = await open(path, { work }, { concurrency: 0 })
    const { runId } = await owner.jobs.work.trigger(null, { concurrencyKey: 'k' })
    const next = await other.jobs.work.trigger(null, { concurrencyKey: 'k' })
    await until(() => events.includes('started'))
    expect([await other.runs.cancel(runId), await other.runs.cancel(runId)]).toEqual([true, true])
    await until(() => events.includes('aborted'))
    expect([(await other.runs.get(runId))?.status, (await other.runs.get(next.runId))?.status]).toEqual([
      'running',
      'pending',
    ])
    cleanUp.open()
    expect((await other.runs.wait(runId)).status).toBe('cancelled')
    expect(events.slice(0, 3)).toEqual(['started', 'aborted', 'cleaned up'])
    expect(await other.runs.cancel(runId)).toBe(false)
    await other.runs.cancel(next.runId)
  })

  it('a run that nobody owns ends at once', async () => {
    const engine = await open(newFile(), { work: job(async () => null) }, { concurrency: 0 })
    const { runId } = await engine.jobs.work.trigger(null)
    await engine.runs.cancel(runId)
    expect((await engine.runs.get(runId))?.status).toBe('cancelled')
  })
})

describe('stopping', () => {
  it('gives its run back, and another owner goes on at once without repeating what is recorded', async () => {
    const path = newFile()
    const executed: string[] = []
    const started = gate()
    const work = job(async (step) => {
      await step.run('first', () => {
        executed.push('first')
        return null
      })
      return step.run(
        'second',
        ({ signal }) =>
          new Promise((resolve, reject) => {
            executed.push('second')
            if (executed.length > 2) resolve('done')
            signal.addEventListener('abort', () => reject(signal.reason))
            started.open()
          }),
      )
    })
    const engine = await open(path, { work })
    const { runId } = await engine.jobs.work.trigger(null)
    await started.opened
    await engine.stop()
    const next = await open(path, { work })
    const run = await next.runs.wait(runId)
    expect([run.status, run.output, run.recoveries, run.generation]).toEqual(['succeeded', 'done', 0, 2])
    expect(executed).toEqual(['first', 'second', 'second'])
  })
})

describe('fencing', () => {
  it('a stale owner writes nothing, and its body is aborted with LeaseLost', async () => {
    const path = newFile()
    const reasons: unknown[] = []
    const held = gate()
    let bodies = 0
    const work = job(async (step) =>
      step.run(
        'slow',
        ({ signal }) =>
          new Promise((resolve) => {
            if (++bodies === 2) return resolve('from the new owner')
            signal.addEventListener('abort', () => {
              reasons.push((signal.reason as JobsError).code)
              resolve('from the stale owner')
            })
            held.open()
          }),
      ),
    )
    // The first owner's clock stands still: its lease runs out for the second, whose clock is an hour ahead.
    const stale = await open(path, { work }, { timing: { leaseMs: 30_000 } })
    const { runId } = await stale.jobs.work.trigger(null)
    await held.opened
    const next = await open(path, { work }, { now: () => Date.now() + 3_600_000 })
    const run = await next.runs.wait(runId)
    expect([run.output, run.generation]).toEqual(['from the new owner', 2])
    await stale.stop()
    expect((await next.runs.get(runId))?.output).toBe('from the new owner')
    expect((await next.runs.events(runId)).filter(({ type }) => type === 'step.succeeded')).toHaveLength(1)
  })
})

describe('an owner that lost its run', () => {
  it('hears of it at its next renewal: the body is aborted with LeaseLost', async () => {
    const path = newFile()
    const started = gate()
    let reason: JobsError | null = null
    const work = job((step) =>
      step.run('held', ({ signal }) => {
        started.open()
        return new Promise((_, reject) =>
          signal.addEventListener('abort', () => {
            reason = signal.reason
            reject(signal.reason)
          }),
        )
      }),
    )
    const engine = await open(path, { work }, { timing: { leaseMs: 900 } })
    const { runId } = await engine.jobs.work.trigger(null)
    await started.opened
    // Nothing is left to be written: no refused write tells it.
    await until(async () => (await engine.runs.events(runId)).at(-1)?.type === 'step.started')
    // As another process leaves it that took the run over and ended it.
    const file = new Database(path)
    file.exec(`UPDATE runs SET status = 'failed', owner = NULL, lease_until = NULL, finished_at = 1`)
    file.close()
    expect(await until(() => reason)).toMatchObject({ name: 'LeaseLost', code: 'jobs/lease-lost' })
  })
})

describe('watching', () => {
  it('crosses processes, replays from any point, and numbers only grow', async () => {
    const path = newFile()
    const door = gate()
    const work = job(async (step) => {
      await step.run('one', async ({ progress, log }) => {
        progress({ current: 1, total: 2, message: 'half' })
        log.info('hello', { from: 'step' })
        await door.opened
        return null
      })
      step.progress({ current: 2, total: 2 })
      return null
    })
    const owner = await open(path, { work })
    const other = await open(path, { work }, { concurrency: 0 })
    const { runId } = await owner.jobs.work.trigger(null)
    const seen: RunEvent[] = []
    for await (const event of other.runs.watch(runId)) {
      seen.push(event)
      if (event.type === 'log') door.open()
    }
    expect(seen.map(({ type }) => type)).toEqual([
      'run.triggered',
      'run.claimed',
      'step.started',
      'progress',
      'log',
      'step.succeeded',
      'progress',
      'run.finished',
    ])
    expect(seen.map(({ seq }) => seq)).toEqual(seen.map((_, index) => index + 1))
    expect(seen[3]).toMatchObject({ step: 'one', progress: { current: 1, total: 2, message: 'half' } })
    const replay: RunEvent[] = []
    for await (const event of other.runs.watch(runId, { after: 5 })) replay.push(event)
    expect(replay).toEqual(seen.slice(5))
  })

  it('wait ends with the signal or after a time, and says that the run goes on', async () => {
    const engine = await open(newFile(), { work: job(async () => null) }, { concurrency: 0 })
    const { runId } = await engine.jobs.work.trigger(null)
    await expect(engine.runs.wait(runId, { timeoutMs: 20 })).rejects.toMatchObject({
      code: 'jobs/wait-timed-out',
    })
    await expect(engine.runs.wait(runId, { signal: AbortSignal.abort(new Error('enough')) })).rejects.toThrow(
      'enough',
    )
    await expect(engine.runs.wait('run_unknown')).rejects.toMatchObject({ code: 'jobs/unknown-run' })
  })
})

describe('runs', () => {
  it('are listed newest first by job, status, key and labels, and deleted with all they have', async () => {
    const path = newFile()
    const engine = await open(path, { work: job(async (step) => step.run('a', () => 1)) })
    const ids: string[] = []
    for (const organization of ['acme', 'beta', 'acme'])
      ids.push((await engine.jobs.work.triggerAndWait(null, { labels: { organization } })).runId)
    expect((await engine.runs.list({ labels: { organization: 'acme' } })).map(({ id }) => id)).toEqual([
      ids[2],
      ids[0],
    ])
    expect(await engine.runs.list({ status: ['failed'] })).toEqual([])
    await engine.runs.delete(ids[1]!)
    expect((await engine.runs.list()).map(({ id }) => id)).toEqual([ids[2], ids[0]])
    expect(await engine.runs.purge({ olderThanMs: -1_000 })).toBe(2)
    const file = new Database(path, { readonly: true })
    expect(
      file
        .prepare(
          'SELECT (SELECT count(*) FROM runs) + (SELECT count(*) FROM steps) + (SELECT count(*) FROM events) AS left',
        )
        .get(),
    ).toEqual({ left: 0 })
    file.close()
  })

  it('a deadline fails a run that is not done', async () => {
    const engine = await open(newFile(), {
      work: job((step) =>
        step.run(
          'endless',
          ({ signal }) =>
            new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason))),
        ),
      ),
    })
    await expect(
      engine.jobs.work.triggerAndWait(null, { deadlineMs: 60, timeoutMs: 20_000 }),
    ).rejects.toThrow(/deadline/)
  })

  it('rerun starts afresh; what succeeded cannot be retried', async () => {
    let times = 0
    const engine = await open(newFile(), {
      work: job((step, input) => step.run('count', () => [input, ++times])),
    })
    const { runId } = await engine.jobs.work.triggerAndWait('in')
    await expect(engine.runs.retry(runId)).rejects.toMatchObject({ code: 'jobs/not-retryable' })
    const again = await engine.runs.rerun(runId, { labels: { startedBy: 'ann' } })
    expect(again.labels).toMatchObject({ startedBy: 'ann' })
    expect(await engine.runs.wait(again.id)).toMatchObject({ output: ['in', 2], rerunOf: runId })
  })
})

describe('the file', () => {
  it('never holds what redact takes out, in inputs, results, errors and logs', async () => {
    const path = newFile()
    const secret = 'canary-4711-canary'
    const engine = await open(
      path,
      {
        work: job(async (step, input) => {
          step.log.warn(`log ${secret}`, { secret })
          await step
            .run(
              'fails',
              () => {
                throw new Error(`error ${secret}`)
              },
              { retry: { attempts: 1 } },
            )
            .catch(() => null)
          return step.run('leaks', () => `result ${secret} ${JSON.stringify(input)}`)
        }),
      },
      { redact: (text) => text.replaceAll(secret, '[redacted]') },
    )
    const { output } = await engine.jobs.work.triggerAndWait({ token: secret })
    expect(output).toBe('result [redacted] {"token":"[redacted]"}')
    for (const file of [path, `${path}-wal`]) expect(readFileSync(file).includes('canary')).toBe(false)
  })

  it('of a newer version is refused and unchanged; one that is no database is named', async () => {
    const path = newFile()
    await (await sqliteStore({ path })).close()
    const file = new Database(path)
    file.pragma('user_version = 99')
    file.close()
    await expect(sqliteStore({ path })).rejects.toMatchObject({ code: 'jobs/newer-store' })
    const garbage = `${path}-garbage`
    const { writeFileSync } = await import('node:fs')
    writeFileSync(garbage, 'not a database, and long enough to be read as a header of one'.repeat(20))
    await expect(sqliteStore({ path: garbage })).rejects.toMatchObject({ code: 'jobs/store-unusable' })
  })
})

/** What any engine does with runs: triggering, cancelling, stopping, fencing, watching. */
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import type { JobsError, RunEvent } from '../../src/index.ts'
import { type EngineBackend, mayLack } from './backend.ts'
import { gate, job, until } from './support.ts'

export function engineContract(backend: EngineBackend): void {
  const lackable = mayLack(backend)

  describe('triggering', () => {
    it('refuses an input that does not fit, listing every problem', async () => {
      const strict = {
        name: 'strict',
        version: 1,
        input: z.object({ a: z.string(), b: z.number() }),
        output: z.null(),
        run: async () => null,
      }
      const engine = await backend.open(await backend.newPlace(), { strict })
      await expect(engine.jobs.strict.trigger({ a: 1 } as never)).rejects.toThrow(/a: .*; b: /)
    })

    it('an idempotency key gives the first run again', async () => {
      const engine = await backend.open(await backend.newPlace(), { work: job(async () => 'done') })
      const first = await engine.jobs.work.triggerAndWait(1, { idempotencyKey: 'k' })
      const second = await engine.jobs.work.trigger(2, { idempotencyKey: 'k' })
      expect([second.runId, second.outcome]).toEqual([first.runId, 'existing'])
    })

    it('runs of one key go one after the other; a join of the same input joins, of another waits, a reject throws', async () => {
      const doors = { a: gate(), b: gate() }
      let running = 0
      let most = 0
      const engine = await backend.open(
        await backend.newPlace(),
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
      await expect(engine.jobs.work.trigger('a', { ...options, onConflict: 'reject' })).rejects.toMatchObject(
        {
          code: 'jobs/conflict',
        },
      )
      doors.b.open()
      doors.a.open()
      expect([(await joined.wait()).output, (await other.wait()).output, most]).toEqual(['a', 'b', 1])
    })

    it('higher priority goes first, and a run is left to engines that serve its queue and have its job and version', async () => {
      const place = await backend.newPlace()
      const order: unknown[] = []
      const work = job(async (_, input) => {
        order.push(input)
        return null
      })
      const closed = await backend.open(
        place,
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
      await backend.open(place, { work }, { concurrency: 1 })
      await until(() => order.length === 3)
      expect(order).toEqual(['high', 'low', 'last'])
      for (const { runId } of [elsewhere, newer, unknown])
        expect((await closed.runs.get(runId))?.status).toBe('pending')
    })

    it('an engine that is told to wait claims nothing before its start, so that a run left behind can be joined', async () => {
      const place = await backend.newPlace()
      const jobs = { work: job(async (_, input) => input) }
      const options = { concurrencyKey: 'org', onConflict: 'join' } as const
      const elsewhere = await backend.open(place, jobs, { queues: ['elsewhere'] })
      const left = await elsewhere.jobs.work.trigger('a', options)
      const engine = await backend.open(place, jobs, { autoStart: false })
      // Time goes by, for which there is something to show.
      await elsewhere.jobs.work.triggerAndWait('b', { queue: 'elsewhere' })
      const joined = await engine.jobs.work.trigger('a', options)
      const run = await engine.runs.get(left.runId)
      expect([joined.outcome, joined.runId, run?.generation]).toEqual(['joined', left.runId, 0])
      engine.start()
      expect((await joined.wait()).output).toBe('a')
    })

    lackable(
      'priority-between-keys',
      'higher priority goes first also between runs of different keys',
      async () => {
        const place = await backend.newPlace()
        const order: unknown[] = []
        const work = job(async (_, input) => {
          order.push(input)
          return null
        })
        const closed = await backend.open(place, { work }, { concurrency: 0 })
        const priorities = [1, 2, 3, 4, 5, 6, 7, 8]
        for (const priority of priorities)
          await closed.jobs.work.trigger(priority, { priority, concurrencyKey: `key:${priority}` })
        await backend.open(place, { work }, { concurrency: 1 })
        await until(() => order.length === priorities.length)
        expect(order).toEqual(priorities.toReversed())
      },
    )

    it('runAt waits for its time', async () => {
      const engine = await backend.open(await backend.newPlace(), { work: job(async () => Date.now()) })
      const at = Date.now() + 200
      const { output } = await engine.jobs.work.triggerAndWait(null, { runAt: at })
      expect(output).toBeGreaterThanOrEqual(at)
    })
  })

  describe('cancelling', () => {
    it('crosses processes: the owner aborts, cleans up and acknowledges, and the key is held until then', async () => {
      const place = await backend.newPlace()
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
      const owner = await backend.open(place, { work })
      const other = await backend.open(place, { work }, { concurrency: 0 })
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
      const engine = await backend.open(
        await backend.newPlace(),
        { work: job(async () => null) },
        { concurrency: 0 },
      )
      const { runId } = await engine.jobs.work.trigger(null)
      await engine.runs.cancel(runId)
      expect((await engine.runs.get(runId))?.status).toBe('cancelled')
    })
  })

  describe('stopping', () => {
    it('gives its run back, and another owner goes on at once without repeating what is recorded', async () => {
      const place = await backend.newPlace()
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
      const engine = await backend.open(place, { work })
      const { runId } = await engine.jobs.work.trigger(null)
      await started.opened
      await engine.stop()
      const next = await backend.open(place, { work })
      const run = await next.runs.wait(runId)
      expect([run.status, run.output, run.recoveries, run.generation]).toEqual(['succeeded', 'done', 0, 2])
      expect(executed).toEqual(['first', 'second', 'second'])
    })
  })

  describe('fencing', () => {
    it('a stale owner writes nothing, and its body is aborted with LeaseLost', async () => {
      const place = await backend.newPlace()
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
      const stale = await backend.open(place, { work }, { timing: { leaseMs: 3_000 } })
      const { runId } = await stale.jobs.work.trigger(null)
      await held.opened
      const next = await backend.takeOver(place, { work }, stale)
      const run = await next.runs.wait(runId)
      expect([run.output, run.generation]).toEqual(['from the new owner', 2])
      await until(() => reasons.length > 0)
      await stale.stop()
      expect(reasons).toEqual(['jobs/lease-lost'])
      expect((await next.runs.get(runId))?.output).toBe('from the new owner')
      expect((await next.runs.events(runId)).filter(({ type }) => type === 'step.succeeded')).toHaveLength(1)
    })

    lackable(
      'injected-clock',
      'an owner whose lease is over by the clock of another loses its run to it',
      async () => {
        const place = await backend.newPlace()
        const held = gate()
        const work = job(async (step, input) =>
          step.run('held', async () => {
            if (input === 'held') await held.opened
            return null
          }),
        )
        const stale = await backend.open(place, { work })
        const { runId } = await stale.jobs.work.trigger('held')
        await until(async () => (await stale.runs.get(runId))?.status === 'running')
        const ahead = () => Date.now() + 3_600_000
        const next = await backend.open(place, { work }, { now: ahead, queues: ['default', 'next'] })
        // It takes back what is lost before it looks for work.
        await next.jobs.work.triggerAndWait('other', { queue: 'next' })
        const generation = (await next.runs.get(runId))?.generation
        held.open()
        await next.runs.wait(runId)
        expect(generation).toBe(2)
      },
    )
  })

  describe('watching', () => {
    it('crosses processes, replays from any point, and numbers only grow', async () => {
      const place = await backend.newPlace()
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
      const owner = await backend.open(place, { work })
      const other = await backend.open(place, { work }, { concurrency: 0 })
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
      const engine = await backend.open(
        await backend.newPlace(),
        { work: job(async () => null) },
        { concurrency: 0 },
      )
      const { runId } = await engine.jobs.work.trigger(null)
      await expect(engine.runs.wait(runId, { timeoutMs: 20 })).rejects.toMatchObject({
        code: 'jobs/wait-timed-out',
      })
      await expect(
        engine.runs.wait(runId, { signal: AbortSignal.abort(new Error('enough')) }),
      ).rejects.toThrow('enough')
      await expect(engine.runs.wait('run_unknown')).rejects.toMatchObject({ code: 'jobs/unknown-run' })
    })
  })

  describe('runs', () => {
    it('are listed newest first by job, status, key and labels, and deleted with all they have', async () => {
      const place = await backend.newPlace()
      const engine = await backend.open(place, { work: job(async (step) => step.run('a', () => 1)) })
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
      expect(await backend.countRows(place)).toBe(0)
    })

    it('a deadline fails a run that is not done', async () => {
      const engine = await backend.open(await backend.newPlace(), {
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
      const engine = await backend.open(await backend.newPlace(), {
        work: job((step, input) => step.run('count', () => [input, ++times])),
      })
      const { runId } = await engine.jobs.work.triggerAndWait('in')
      await expect(engine.runs.retry(runId)).rejects.toMatchObject({ code: 'jobs/not-retryable' })
      const again = await engine.runs.rerun(runId, { labels: { startedBy: 'ann' } })
      expect(again.labels).toMatchObject({ startedBy: 'ann' })
      expect(await engine.runs.wait(again.id)).toMatchObject({ output: ['in', 2], rerunOf: runId })
    })
  })

  describe('what is kept', () => {
    it('never holds what redact takes out, in inputs, results, errors and logs', async () => {
      const place = await backend.newPlace()
      const secret = 'canary-4711-canary'
      const engine = await backend.open(
        place,
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
      expect((await backend.everythingAtRest(place)).includes('canary')).toBe(false)
      expect((await backend.everythingAtRest(place)).includes('[redacted]')).toBe(true)
    })
  })
}

/** What every store must do, whatever it is made of. `open` gives another handle on the same data. */
import { describe, expect, it } from 'vitest'
import { LeaseLost, type Run, type RunFilter, type RunStatus, type Store } from '../src/index.ts'
import { until } from './support.ts'

export type NewRun = Parameters<Store['createRun']>[0]
export type Fence = Parameters<Store['append']>[0]

export const job = { name: 'work', version: 1 }
let ids = 0
export const newRun = (overrides: Partial<NewRun> = {}): NewRun => ({
  id: `run_${String(++ids).padStart(4, '0')}`,
  job: 'work',
  version: 1,
  queue: 'default',
  input: '{}',
  labels: {},
  priority: 0,
  concurrencyKey: null,
  onConflict: 'queue',
  idempotencyKey: null,
  rerunOf: null,
  createdAt: 0,
  availableAt: 0,
  deadlineAt: null,
  ...overrides,
})
export const step = (key: string, value = '1') =>
  ({
    key,
    kind: 'run',
    status: 'succeeded',
    attempts: 1,
    value,
    error: null,
    wakeAt: null,
    startedAt: 1,
    finishedAt: 2,
  }) as const
export const succeeded = (key: string) =>
  ({ type: 'step.succeeded', at: 2, step: key, durationMs: 1 }) as const

export function storeContract(name: string, openTwo: () => Promise<[Store, Store]>): void {
  const claim = async (store: Store, owner: string, now = 0) => {
    const run = await store.claim({ owner, queues: ['default'], jobs: [job], now, leaseMs: 100 })
    return run && { run, fence: { runId: run.id, owner, generation: run.generation } satisfies Fence }
  }

  describe(`the store contract: ${name}`, () => {
    it('a stale owner writes nothing, while another executes the run and after it has ended', async () => {
      const [one, two] = await openTwo()
      await one.registerOwner('A', 0)
      await two.registerOwner('B', 0)
      await one.createRun(newRun())
      const stale = (await claim(one, 'A'))!.fence
      await one.recordStep(stale, step('first'), [succeeded('first')], null)
      // A's lease has run out for B.
      expect(await two.recover(1_000, 10, 100)).toBe(1)
      const next = (await claim(two, 'B', 1_000))!.fence
      expect(next.generation).toBe(stale.generation + 1)

      const state = async () =>
        JSON.stringify([
          await two.get(stale.runId),
          await two.steps(stale.runId),
          await two.events(stale.runId, 0, 100),
        ])
      const writes: [string, () => unknown][] = [
        ['recordStep', () => one.recordStep(stale, step('first', '"changed"'), [succeeded('first')], null)],
        [
          'append',
          () =>
            one.append(
              stale,
              [{ type: 'log', at: 3, step: null, level: 'info', message: 'stale', data: null }],
              { current: 1, total: 1 },
            ),
        ],
        ['suspend', () => one.suspend(stale, { until: 5_000, inMs: 3_600_000, now: 0 }, [], null)],
        ['release', () => one.release(stale, 5, [], null)],
        [
          'finish',
          () => one.finish(stale, { status: 'succeeded', output: '"stale"', error: null, now: 5 }, [], null),
        ],
        // The right owner with an old generation, and the right generation of another owner.
        [
          'old generation',
          () => one.append({ ...next, generation: stale.generation }, [], { current: 9, total: 9 }),
        ],
        ['another owner', () => one.append({ ...next, owner: 'A' }, [], { current: 9, total: 9 })],
      ]
      const refuseAll = async () => {
        const before = await state()
        for (const [what, write] of writes) {
          await expect(Promise.resolve().then(write), what).rejects.toBeInstanceOf(LeaseLost)
          expect(await state(), what).toBe(before)
        }
        expect(await one.renew([stale], 9_999)).toEqual({ lost: [stale.runId] })
        expect(await state()).toBe(before)
      }
      await refuseAll()
      await two.recordStep(next, step('second'), [succeeded('second')], null)
      await two.finish(next, { status: 'succeeded', output: '"mine"', error: null, now: 6 }, [], null)
      await refuseAll()
      expect((await two.steps(stale.runId)).map(({ key, value }) => [key, value])).toEqual([
        ['first', '1'],
        ['second', '1'],
      ])
      expect(await two.get(stale.runId)).toMatchObject({ status: 'succeeded', output: 'mine' })
    })

    it('says which queues an owner serves, until it has gone', async () => {
      const [one, two] = await openTwo()
      await one.registerOwner('A', 5, ['default'])
      await two.registerOwner('B', 6)
      expect(await two.owners()).toEqual([
        { id: 'A', startedAt: 5, queues: ['default'] },
        { id: 'B', startedAt: 6, queues: [] },
      ])
      await one.close()
      expect((await two.owners()).map(({ id }) => id)).toEqual(['B'])
    })

    it('one run is claimed by one owner, and one of a key at a time, the holder first', async () => {
      const [one, two] = await openTwo()
      await one.registerOwner('A', 0)
      await two.registerOwner('B', 0)
      const first = newRun({ concurrencyKey: 'k' })
      await one.createRun(first)
      await one.createRun(newRun({ concurrencyKey: 'k', priority: 9 }))
      const held = (await claim(one, 'A'))!
      // The second run has the higher priority: it was claimed first and keeps the key while it waits.
      expect(held.run.id).not.toBe(first.id)
      expect(await claim(two, 'B')).toBeNull()
      await one.suspend(held.fence, { until: 50, inMs: 3_600_000, now: 0 }, [], null)
      expect(await claim(two, 'B', 10)).toBeNull()
      const again = (await claim(two, 'B', 50))!
      expect([again.run.id, again.run.generation]).toEqual([held.run.id, 2])
      await two.finish(again.fence, { status: 'failed', output: null, error: null, now: 60 }, [], null)
      expect((await claim(one, 'A', 60))?.run.id).toBe(first.id)
    })

    it('a renewed lease is not taken, and a released run is free at once', async () => {
      const [one, two] = await openTwo()
      await one.registerOwner('A', 0)
      await two.registerOwner('B', 0)
      await one.createRun(newRun())
      const { fence } = (await claim(one, 'A'))!
      expect(await one.renew([fence], 5_000)).toEqual({ lost: [] })
      expect(await two.recover(4_999, 10, 100)).toBe(0)
      await one.release(fence, 200, [], null)
      expect((await claim(two, 'B', 200))?.run).toMatchObject({ generation: 2, recoveries: 0 })
    })

    it('a lost run that was asked to cancel is cancelled, one lost too often is dead', async () => {
      const [one, two] = await openTwo()
      await one.registerOwner('A', 0)
      await one.createRun(newRun())
      const { fence } = (await claim(one, 'A'))!
      expect(await two.requestCancel(fence.runId, 10)).toBe(true)
      expect(await one.cancelRequests([fence])).toEqual([fence.runId])
      await two.recover(1_000, 10, 100)
      expect((await two.get(fence.runId))?.status).toBe('cancelled')

      await one.createRun(newRun())
      for (let lost = 0; lost < 2; lost++) {
        expect((await claim(one, 'A', (lost + 1) * 10_000))?.run.recoveries).toBe(lost)
        await two.recover((lost + 2) * 10_000, 1, 100)
      }
      expect((await two.list({ status: ['dead'] }))[0]).toMatchObject({
        recoveries: 2,
        error: { code: 'jobs/dead' },
      })
    })

    it('a retry forgets what failed and keeps what succeeded', async () => {
      const [one] = await openTwo()
      await one.registerOwner('A', 0)
      await one.createRun(newRun())
      const { fence } = (await claim(one, 'A'))!
      await one.recordStep(fence, step('good'), [], null)
      await one.recordStep(
        fence,
        { ...step('bad'), status: 'failed', value: null, error: { code: 'x', message: 'y', facts: {} } },
        [],
        null,
      )
      expect(await one.retry(fence.runId, 5, ['failed'])).toBe(false)
      await one.finish(fence, { status: 'failed', output: null, error: null, now: 4 }, [], null)
      expect(await one.retry(fence.runId, 5, ['failed'])).toBe(true)
      expect((await one.steps(fence.runId)).map(({ key }) => key)).toEqual(['good'])
      expect(await one.get(fence.runId)).toMatchObject({ status: 'pending', finishedAt: null, error: null })
    })

    it('of writes that are asked for at once each is kept or undone by itself, in that order', async () => {
      const [one, two] = await openTwo()
      await one.registerOwner('A', 0)
      const runs = [
        newRun(),
        newRun({ concurrencyKey: 'k' }),
        newRun({ concurrencyKey: 'k', onConflict: 'reject' }),
      ]
      const created = await Promise.allSettled(runs.map(async (run) => one.createRun(run)))
      expect(created.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled', 'rejected'])
      const { fence } = (await claim(one, 'A'))!
      const log = (message: string) =>
        ({ type: 'log', at: 1, step: null, level: 'info', message, data: null }) as const
      const told: number[] = []
      const off = one.onChange(({ seq }) => told.push(seq))
      const results = await Promise.allSettled([
        one.append(fence, [log('first'), log('second')], null),
        one.append({ ...fence, generation: 0 }, [log('stale')], { current: 9, total: 9 }),
        one.recordStep(fence, step('a'), [succeeded('a')], null),
        // Refused in the middle: the event that was written before the step must not stay.
        one.recordStep(fence, { ...step('b'), attempts: 'many' as never }, [succeeded('b')], null),
        one.append(fence, [log('third')], { current: 1, total: 2 }),
      ])
      off()
      expect(results.map(({ status }) => status)).toEqual([
        'fulfilled',
        'rejected',
        'fulfilled',
        'rejected',
        'fulfilled',
      ])
      const events = (await two.events(fence.runId, 2, 100)).map((event) => [
        event.seq,
        event.type === 'log' ? event.message : event.step,
      ])
      expect(events).toEqual([
        [3, 'first'],
        [4, 'second'],
        [5, 'a'],
        [6, 'third'],
      ])
      expect(told).toEqual([4, 5, 6])
      expect((await two.get(fence.runId))?.progress).toEqual({ current: 1, total: 2 })
      expect((await two.steps(fence.runId)).map(({ key }) => key)).toEqual(['a'])
    })

    it('lists any filter newest first, page after page, as a slow look at all of them does', async () => {
      const [one] = await openTwo()
      await one.registerOwner('A', 0)
      const jobs = [job, { name: 'other', version: 1 }]
      for (let index = 0; index < 60; index++) {
        const run = newRun({
          job: jobs[index % 2]!.name,
          labels: {
            ...(index % 3 === 0 ? {} : { organization: ['acme', 'beta', 'gamma'][index % 5] ?? 'acme' }),
            ...(index % 4 === 1 ? { by: 'clock' } : {}),
          },
          concurrencyKey: index % 6 === 5 ? 'key' : null,
        })
        await one.createRun(run)
        if (index % 10 === 9) await one.requestCancel(run.id, 1)
        if (index % 10 < 6) {
          const claimed = (await one.claim({ owner: 'A', queues: ['default'], jobs, now: 1, leaseMs: 100 }))!
          const fence = { runId: claimed.id, owner: 'A', generation: claimed.generation }
          const status = (['succeeded', 'failed', 'partial', 'waiting', 'running'] as const)[index % 5]!
          if (status === 'waiting')
            await one.suspend(fence, { until: 1_000, inMs: 3_600_000, now: 0 }, [], null)
          else if (status !== 'running')
            await one.finish(fence, { status, output: null, error: null, now: 2 }, [], null)
          if (index % 20 === 1) await one.retry(claimed.id, 3, ['failed'])
        }
      }
      const [gone] = await one.list({ status: ['succeeded'], labels: { organization: 'acme' } })
      expect(await one.deleteRuns([gone!.id])).toBe(1)

      const all = await one.list({ limit: 1_000 })
      expect(all.map(({ id }) => id)).toEqual(
        all
          .map(({ id }) => id)
          .sort()
          .reverse(),
      )
      expect(new Set(all.map(({ status }) => status)).size).toBe(7)
      const labels = [
        undefined,
        {},
        { organization: 'acme' },
        { organization: 'beta', by: 'clock' },
        { organization: 'nobody' },
        { organization: 'clock' },
      ]
      const statuses = [
        undefined,
        [],
        ['failed'],
        ['pending', 'running', 'waiting'],
        ['succeeded', 'partial'],
      ]
      let notEmpty = 0
      for (const label of labels)
        for (const status of statuses as (RunStatus[] | undefined)[])
          for (const jobName of [undefined, 'work', 'nothing'])
            for (const concurrencyKey of [undefined, 'key']) {
              const filter: RunFilter = {
                ...(label && { labels: label }),
                ...(status && { status }),
                ...(jobName && { job: jobName }),
                ...(concurrencyKey && { concurrencyKey }),
              }
              const expected = all.filter(
                (run) =>
                  Object.entries(label ?? {}).every(([key, value]) => run.labels[key] === value) &&
                  (status?.includes(run.status) ?? true) &&
                  (jobName === undefined || run.job === jobName) &&
                  (concurrencyKey === undefined || run.concurrencyKey === concurrencyKey),
              )
              const pages: Run[] = []
              for (let before: string | undefined; ; before = pages.at(-1)!.id) {
                const page = await one.list({ ...filter, limit: 4, ...(before && { before }) })
                pages.push(...page)
                if (page.length < 4) break
              }
              expect(pages, JSON.stringify(filter)).toEqual(expected)
              if (expected.length > 0) notEmpty++
            }
      expect(notEmpty).toBeGreaterThan(30)
    })

    it('tells of its own changes which run, how far it has come and what to do about it', async () => {
      const [one, two] = await openTwo()
      await one.registerOwner('A', 0)
      await two.registerOwner('B', 0)
      const told: (string | number | null)[][] = []
      const off = one.onChange(({ runId, seq, status, calls }) => told.push([runId, seq, status, calls]))
      const { id } = (await one.createRun(newRun())).run
      const { fence } = (await claim(one, 'A'))!
      await one.recordStep(fence, step('a'), [succeeded('a'), succeeded('a')], null)
      await one.suspend(
        fence,
        { until: 50, inMs: 3_600_000, now: 0 },
        [{ type: 'run.waiting', at: 1, step: null, until: 50 }],
        null,
      )
      expect(told.splice(0)).toEqual([
        [id, 1, 'pending', 'claim'],
        [id, 2, 'running', null],
        [id, 4, 'running', null],
        [id, 5, 'waiting', 'claim'],
      ])
      await expect(
        Promise.resolve().then(() => one.append(fence, [succeeded('late')], null)),
      ).rejects.toThrow()
      // What another handle does is told by none of these, but by its head.
      const next = (await claim(two, 'B', 50))!
      const end = { status: 'failed', output: null, error: null, now: 60 } as const
      await two.finish(next.fence, end, [{ type: 'run.released', at: 60, step: null }], null)
      expect(told).toEqual([])
      const other = (await two.createRun(newRun())).run.id
      expect(await one.heads([other, 'run_unknown', id])).toEqual([
        { runId: other, seq: 1, status: 'pending' },
        { runId: id, seq: 7, status: 'failed' },
      ])
      await claim(one, 'A')
      await one.requestCancel(other, 1)
      expect(told).toEqual([
        [other, 2, 'running', null],
        [other, 3, 'running', 'cancel'],
      ])
      off()
    })

    it('hints at a write of another handle, unless it says that it has to be polled', async () => {
      const [one, two] = await openTwo()
      let hints = 0
      const off = one.onHint(() => hints++)
      if (off === null) return
      await two.createRun(newRun())
      await until(() => hints > 0)
      expect(await one.changedElsewhere()).toBe(true)
      off()
    })

    it('changes of another handle are seen once, own changes are heard', async () => {
      const [one, two] = await openTwo()
      await one.changedElsewhere()
      let heard = 0
      const off = one.onChange(() => heard++)
      await one.createRun(newRun())
      expect([heard, await one.changedElsewhere()]).toEqual([1, false])
      await two.createRun(newRun())
      expect([heard, await one.changedElsewhere(), await one.changedElsewhere()]).toEqual([1, true, false])
      off()
      await one.createRun(newRun())
      expect(heard).toBe(1)
    })
  })
}

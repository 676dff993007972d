/** What every store makes of what is asked of runs and schedules: by callers, by the clock, at the end of a run. */
import { describe, expect, it } from 'vitest'
import type { RunEvent, StepRecord, Store } from '../src/index.ts'
import { type Fence, job, type NewRun, newRun, step, succeeded } from './store.contract.ts'

type Schedule = Parameters<Store['putSchedule']>[0]

const daily: Schedule = {
  name: 'daily',
  cron: '0 6 * * *',
  timeZone: 'UTC',
  job: 'work',
  version: 1,
  input: '{}',
  options: '{}',
  nextAt: 100,
}
const failedStep = (key: string): StepRecord => ({
  ...step(key),
  status: 'failed',
  value: null,
  error: { code: 'x', message: 'y', facts: {} },
})
const asleep = (key: string, wakeAt: number): StepRecord => ({
  ...step(key),
  kind: 'sleep',
  status: 'waiting',
  value: null,
  wakeAt,
})
const typesOf = (events: readonly RunEvent[]) => events.map(({ type }) => type)
const numbersOf = (events: readonly RunEvent[]) => events.map(({ seq }) => seq)

export function storeRequestsContract(name: string, openTwo: () => Promise<[Store, Store]>): void {
  const openKnown = async () => {
    const [one, two] = await openTwo()
    await one.registerOwner('A', 0)
    await two.registerOwner('B', 0)
    return { one, two }
  }
  const claim = async (store: Store, owner: string, now = 0): Promise<Fence> => {
    const run = await store.claim({ owner, queues: ['default'], jobs: [job], now, leaseMs: 100 })
    return { runId: run!.id, owner, generation: run!.generation }
  }
  const end = (status: 'succeeded' | 'failed', now = 5) => ({ status, output: null, error: null, now })

  describe(`the store contract of requests: ${name}`, () => {
    it('an idempotency key leads to the run of the job that had it first, whatever became of it', async () => {
      const { one, two } = await openKnown()
      const first = await one.createRun(newRun({ idempotencyKey: 'once' }))
      const again = await two.createRun(newRun({ idempotencyKey: 'once', input: '{"other":1}' }))
      expect([first.outcome, again.outcome, again.run.id]).toEqual(['created', 'existing', first.run.id])
      await one.finish(await claim(one, 'A'), end('failed'), [], null)
      expect((await two.createRun(newRun({ idempotencyKey: 'once' }))).run.id).toBe(first.run.id)
      expect((await two.createRun(newRun({ idempotencyKey: 'once', job: 'other' }))).outcome).toBe('created')
      expect(await one.events(first.run.id, 0, 10)).toHaveLength(2)
    })

    it('a join is given an equal run that is active, never one that has ended or is asked to cancel', async () => {
      const { one } = await openKnown()
      const join = (overrides: Partial<NewRun> = {}) =>
        Promise.resolve(one.createRun(newRun({ concurrencyKey: 'k', onConflict: 'join', ...overrides })))
      const first = await join()
      expect(await join()).toMatchObject({ outcome: 'joined', run: { id: first.run.id } })
      expect((await join({ input: '{"other":1}' })).outcome).toBe('created')
      const fence = await claim(one, 'A')
      expect(await join()).toMatchObject({ outcome: 'joined', run: { id: first.run.id } })
      await one.requestCancel(first.run.id, 1)
      const second = await join()
      expect(second.outcome).toBe('created')
      await one.finish(fence, end('succeeded'), [], null)
      expect(await join()).toMatchObject({ outcome: 'joined', run: { id: second.run.id } })
      for (const _ of ['the other', 'the second'])
        await one.finish(await claim(one, 'A'), end('succeeded'), [], null)
      expect((await one.get(second.run.id))?.status).toBe('succeeded')
      expect((await join()).outcome).toBe('created')
    })

    it('of two claims at once one has the run', async () => {
      const { one, two } = await openKnown()
      const { id } = (await one.createRun(newRun())).run
      const ask = async (store: Store, owner: string) =>
        store.claim({ owner, queues: ['default'], jobs: [job], now: 0, leaseMs: 100 })
      const claimed = await Promise.all([ask(one, 'A'), ask(two, 'B')])
      expect(claimed.filter((run) => run !== null)).toMatchObject([{ id, generation: 1 }])
      expect(typesOf(await one.events(id, 0, 9))).toEqual(['run.triggered', 'run.claimed'])
    })

    it('whoever takes a run back comes too late when its owner has ended it meanwhile', async () => {
      const { one, two } = await openKnown()
      for (let round = 0; round < 10; round++) {
        const { id } = (await one.createRun(newRun())).run
        const fence = await claim(one, 'A')
        await one.append(fence, [], null)
        const [recovered, finished] = await Promise.allSettled([
          two.recover(1_000, 10, 100),
          one.finish(fence, end('succeeded'), [], null),
        ])
        const ended = finished.status === 'fulfilled'
        expect(recovered).toMatchObject({ status: 'fulfilled', value: ended ? 0 : 1 })
        expect((await two.get(id))?.status).toBe(ended ? 'succeeded' : 'pending')
        if (!ended) await one.requestCancel(id, 9)
      }
    })

    it('a cancel is recorded once; a run that nobody owns ends with it, and is never claimed', async () => {
      const { one, two } = await openKnown()
      const { id } = (await one.createRun(newRun())).run
      expect([await one.requestCancel(id, 7), await two.requestCancel(id, 8)]).toEqual([true, false])
      expect(await two.get(id)).toMatchObject({ status: 'cancelled', cancelRequested: true, finishedAt: 7 })
      expect(
        await one.claim({ owner: 'A', queues: ['default'], jobs: [job], now: 9, leaseMs: 100 }),
      ).toBeNull()
      expect(typesOf(await one.events(id, 0, 10))).toEqual([
        'run.triggered',
        'run.cancel-requested',
        'run.finished',
      ])
      expect(await one.requestCancel('run_unknown', 9)).toBe(false)
    })

    it.each(['released', 'suspended'] as const)(
      'a cancel is not lost with the owner: the run is cancelled when it is %s',
      async (how) => {
        const { one, two } = await openKnown()
        await one.createRun(newRun({ concurrencyKey: 'k' }))
        const next = (await one.createRun(newRun({ concurrencyKey: 'k' }))).run.id
        const fence = await claim(one, 'A')
        expect([await two.requestCancel(fence.runId, 3), await two.requestCancel(fence.runId, 4)]).toEqual([
          true,
          true,
        ])
        const told: unknown[] = []
        const off = one.onChange(({ status, calls }) => told.push([status, calls]))
        const said = [succeeded('last words')]
        if (how === 'released') await one.release(fence, 5, said, { current: 1, total: 2 })
        // What it waits for is due by the clock from before it was set back.
        else await one.suspend(fence, { until: 9_000, inMs: 1_000, now: 5 }, said, { current: 1, total: 2 })
        off()
        expect(told).toEqual([['cancelled', 'claim']])
        expect(await two.get(fence.runId)).toMatchObject({
          status: 'cancelled',
          owner: null,
          finishedAt: 5,
          progress: { current: 1, total: 2 },
        })
        const events = await two.events(fence.runId, 2, 10)
        expect(typesOf(events)).toEqual(['run.cancel-requested', 'step.succeeded', 'run.finished'])
        expect(events.at(-1)!.at).toBe(5)
        expect((await claim(two, 'B', 5)).runId).toBe(next)
      },
    )

    it('a retry begins with all that succeeded, new attempts and no cancel, and numbers on', async () => {
      const { one } = await openKnown()
      await one.createRun(newRun({ deadlineAt: 50 }))
      const fence = await claim(one, 'A')
      for (const record of [
        step('good'),
        failedStep('bad'),
        { ...failedStep('waits'), status: 'waiting' as const, wakeAt: 900 },
        asleep('nap', 3),
      ])
        await one.recordStep(fence, record, [], null)
      await one.requestCancel(fence.runId, 4)
      await one.finish(fence, { ...end('failed'), status: 'cancelled' }, [], null)
      const numbered = (await one.events(fence.runId, 0, 10)).length
      expect(await one.retry(fence.runId, 6, ['succeeded'])).toBe(false)
      expect(await one.retry(fence.runId, 6, ['failed', 'cancelled'])).toBe(true)
      expect((await one.steps(fence.runId)).map(({ key }) => key)).toEqual(['good'])
      expect(await one.get(fence.runId)).toMatchObject({
        status: 'pending',
        cancelRequested: false,
        recoveries: 0,
        availableAt: 6,
        deadlineAt: null,
        finishedAt: null,
      })
      expect(await one.events(fence.runId, numbered, 10)).toMatchObject([
        { seq: numbered + 1, type: 'run.retried' },
      ])
      expect((await claim(one, 'A', 6)).generation).toBe(2)
    })

    it('a tick makes one run, whoever fires it, and none of a schedule that was changed or deleted', async () => {
      const { one, two } = await openKnown()
      await one.putSchedule(daily)
      expect(await two.dueSchedules(99)).toEqual([])
      const [due] = await two.dueSchedules(100)
      expect(due).toEqual(daily)
      const fired = await Promise.all([
        one.fireSchedule(due!, 200, newRun()),
        two.fireSchedule(due!, 200, newRun()),
      ])
      expect(fired.filter((run) => run !== null)).toHaveLength(1)
      expect(await one.list({})).toHaveLength(1)
      const [moved] = await one.listSchedules()
      expect(moved).toEqual({ ...daily, nextAt: 200 })
      // Its next tick is at the same time, for another input.
      await two.putSchedule({ ...moved!, input: '{"other":1}' })
      expect(await one.fireSchedule(moved!, 300, newRun())).toBeNull()
      const changed = { ...moved!, input: '{"other":1}' }
      expect(await one.dueSchedules(200)).toEqual([changed])
      expect(await one.fireSchedule(changed, 150, null)).toBeNull()
      expect((await one.listSchedules())[0]?.nextAt).toBe(150)
      expect(await two.deleteSchedule('daily')).toBe(true)
      expect(await one.fireSchedule({ ...changed, nextAt: 150 }, 300, newRun())).toBeNull()
      expect(await one.list({})).toHaveLength(1)
    })

    it('what is trimmed of an ended run is its oldest, and never its last number', async () => {
      const { one } = await openKnown()
      const { id } = (await one.createRun(newRun())).run
      expect(await one.trimEvents(id, 0)).toBe(false)
      await one.finish(
        await claim(one, 'A'),
        end('failed'),
        [3, 4, 5].map((at) => ({ type: 'run.released', at, step: null })),
        null,
      )
      expect(numbersOf(await one.events(id, 0, 10))).toEqual([1, 2, 3, 4, 5])
      expect(await one.trimEvents(id, 2)).toBe(true)
      expect(numbersOf(await one.events(id, 0, 10))).toEqual([3, 4, 5])
      expect([await one.trimEvents(id, 2), await one.trimEvents(id, 2)]).toEqual([true, false])
      await one.retry(id, 6, ['failed'])
      expect(numbersOf(await one.events(id, 0, 10))).toEqual([5, 6])
    })

    it('of what ended, the oldest beyond the newest is named first, and only what ended is deleted', async () => {
      const { one, two } = await openKnown()
      const ids: string[] = []
      for (const now of [30, 10, 20]) {
        ids.push((await one.createRun(newRun())).run.id)
        await one.finish(await claim(one, 'A'), end('succeeded', now), [], null)
      }
      const active = (await one.createRun(newRun())).run.id
      const ended = (finishedBefore: number, keepNewest: number, limit = 9) =>
        two.endedBefore({ finishedBefore, keepNewest, limit })
      expect(await ended(99, 0)).toEqual([ids[1], ids[2], ids[0]])
      expect(await ended(99, 1)).toEqual([ids[1], ids[2]])
      expect(await ended(20, 0)).toEqual([ids[1]])
      expect(await ended(99, 0, 1)).toEqual([ids[1]])
      expect(await two.deleteRuns([ids[1]!, active, 'run_unknown'])).toBe(1)
      expect([await one.get(ids[1]!), await one.steps(ids[1]!), await one.events(ids[1]!, 0, 9)]).toEqual([
        null,
        [],
        [],
      ])
      expect((await one.get(active))?.status).toBe('pending')
    })

    it('what an owner says when it gives a run up is an event, whoever has the run', async () => {
      const { one } = await openKnown()
      const { id } = (await one.createRun(newRun())).run
      await claim(one, 'A')
      const error = { code: 'jobs/disk-full', message: 'no room', facts: {} }
      await one.noteGivenUp(id, 9, error)
      await one.noteGivenUp('run_unknown', 9, error)
      expect(await one.events(id, 2, 9)).toMatchObject([{ seq: 3, type: 'run.given-up', error }])
      expect((await one.get(id))?.status).toBe('running')
    })

    it('tells when the next run is to begin, of those that wait for a time', async () => {
      const { one } = await openKnown()
      const since = { now: 0, steady: 0 }
      expect(await one.nextAvailableAt(['default'], since)).toBeNull()
      await one.createRun(newRun({ availableAt: 500_000 }))
      await one.createRun(newRun({ availableAt: 300_000 }))
      await one.createRun(newRun({ availableAt: 100_000, queue: 'other' }))
      expect((await one.nextAvailableAt(['default'], since))?.at).toBe(300_000)
      expect(await one.nextAvailableAt(['default'], { ...since, now: 500_000 })).toBeNull()
    })

    it('an owner that is gone loses its runs before their lease ends, and nobody else does', async () => {
      const { one, two } = await openKnown()
      await one.createRun(newRun())
      await two.createRun(newRun())
      const lost = await claim(one, 'A')
      const kept = await claim(two, 'B')
      expect(await two.recover(1, 10, 100)).toBe(0)
      await one.close()
      expect(await two.recover(1, 10, 100)).toBe(1)
      expect(await two.get(lost.runId)).toMatchObject({ status: 'pending', recoveries: 1, owner: null })
      expect(await two.get(kept.runId)).toMatchObject({ status: 'running', recoveries: 0, owner: 'B' })
    })
  })
}

/** Another process keeps the write lock: nobody blocks on it, nothing is lost, what waited is done when it is free. */
import { expect, it } from 'vitest'
import { type JobsError, type LockWait, sqliteStore, type Trouble } from '../src/index.ts'
import { type HeldLock, holdLock, turns } from './hold-lock.ts'
import { counting, gate, job, newFile, open, until } from './support.ts'

it('writes wait for the lock in the order they were asked for, while the event loop turns and reads go on', async () => {
  const path = newFile()
  const engine = await open(path, { work: job(async (_, input) => input) }, { concurrency: 1 })
  const before = await engine.jobs.work.triggerAndWait('before')
  const lock = await holdLock(path)
  const done: number[] = []
  const triggered = [1, 2, 3, 4, 5].map((number) =>
    engine.jobs.work.trigger(number).then((handle) => {
      done.push(number)
      return handle
    }),
  )
  const before100 = performance.eventLoopUtilization()
  await turns(100)
  // A call that blocks counts as work; what waits for a lock sleeps.
  expect(performance.eventLoopUtilization(before100).utilization).toBeLessThan(0.7)
  expect(done).toEqual([])
  expect((await engine.runs.get(before.runId))?.output).toBe('before')
  await lock.release()
  const handles = await Promise.all(triggered)
  expect(done).toEqual([1, 2, 3, 4, 5])
  expect(await Promise.all(handles.map(async (handle) => (await handle.wait()).output))).toEqual([
    1, 2, 3, 4, 5,
  ])
})

it('a step whose body succeeded is recorded when the lock is free, and what it said comes before it', async () => {
  const path = newFile()
  const locked = gate<HeldLock>()
  let bodies = 0
  const engine = await open(path, {
    work: job((step) =>
      step.run('write', async ({ log }) => {
        bodies++
        locked.open(await holdLock(path))
        for (let line = 0; line < 10; line++) {
          log.info(`line ${line}`)
          await turns(12)
        }
        return 'written'
      }),
    ),
  })
  const handle = await engine.jobs.work.trigger(null)
  const lock = await locked.opened
  await turns(60)
  await lock.release()
  expect((await handle.wait()).output).toBe('written')
  expect(bodies).toBe(1)
  const events = await engine.runs.events(handle.runId)
  expect(events.map((event) => (event.type === 'log' ? event.message : event.type))).toEqual([
    'run.triggered',
    'run.claimed',
    'step.started',
    ...Array.from({ length: 10 }, (_, line) => `line ${line}`),
    'step.succeeded',
    'run.finished',
  ])
})

it('a lock that is kept too long is said so; the run it kept from its record is taken over, not failed', async () => {
  const path = newFile()
  const locks: HeldLock[] = []
  const free = gate()
  let bodies = 0
  const store = sqliteStore({ path, lockPatienceMs: 50 })
  const troubles: Trouble[] = []
  const engine = await open(
    path,
    {
      work: job(async (step) => {
        try {
          return await step.run('write', async () => {
            if (++bodies === 1) locks.push(await holdLock(path))
            return bodies
          })
        } catch {
          // Whatever a body makes of it once the lock is free, its run is lost to it.
          await free.opened
          return 'went on without the record'
        }
      }),
    },
    { store, timing: { leaseMs: 1_000 }, onTrouble: (trouble) => troubles.push(trouble) },
  )
  const { runId } = await engine.jobs.work.trigger(null)
  await until(() => locks.length === 1)
  const refused = await until(() =>
    engine.jobs.work.trigger(null).then(
      () => null,
      (error: JobsError) => error,
    ),
  )
  expect([refused.code, refused.retryable]).toEqual(['jobs/store-busy', true])
  // Recorded again and again while the run is its own, then given up, and said so.
  await until(() => troubles.some((trouble) => trouble.runId === runId))
  await locks[0]!.release()
  free.open()
  expect(await engine.runs.wait(runId)).toMatchObject({ status: 'succeeded', output: 2, recoveries: 1 })
  const said = await until(async () =>
    (await engine.runs.events(runId)).find((event) => event.type === 'run.given-up'),
  )
  expect(said).toMatchObject({ error: { code: 'jobs/store-busy' } })
  expect((await engine.runs.steps(runId)).map(({ key, attempts }) => [key, attempts])).toEqual([['write', 1]])
})

it('an engine stops in time although another process has the lock, and its run goes on in the next', async () => {
  const path = newFile()
  const started = gate()
  let clock = Date.now()
  const { store, calls } = await counting({ path, lockPatienceMs: 3_600_000 })
  const long = job((step) =>
    step.run('long', ({ signal }) => {
      started.open()
      return new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)))
    }),
  )
  const engine = await open(path, { work: long }, { store, now: () => clock, timing: { leaseMs: 7_200_000 } })
  const { runId } = await engine.jobs.work.trigger(null)
  await started.opened
  const later = await engine.jobs.work.trigger(null, { runAt: clock + 1_800_000 })
  const lock = await holdLock(path)
  // A claim of the later run waits for the lock, too.
  calls.clear()
  clock += 3_600_000
  await until(() => calls.get('claim'))
  await engine.stop({ graceMs: 50 })
  await lock.release()
  const next = await open(path, { work: job((step) => step.run('long', () => 'done')) }, { now: () => clock })
  for (const id of [runId, later.runId])
    expect(await next.runs.wait(id)).toMatchObject({ status: 'succeeded', output: 'done' })
})

it('a file that is locked is opened when it is free: the event loop turns, and who waits says so', async () => {
  const path = newFile()
  const lock = await holdLock(path)
  const waits: LockWait[] = []
  let isOpen = false
  const before = performance.eventLoopUtilization()
  const opening = open(
    path,
    { work: job(async () => 'done') },
    { store: sqliteStore({ path, onWait: (wait) => waits.push(wait) }) },
  )
  void opening.then(() => {
    isOpen = true
  })
  await until(() => waits.length > 0)
  expect(performance.eventLoopUtilization(before).utilization).toBeLessThan(0.7)
  expect([isOpen, waits[0]]).toEqual([false, { path, what: 'open', waitedMs: expect.any(Number) }])
  expect(waits[0]!.waitedMs).toBeGreaterThanOrEqual(1_000)
  await lock.release()
  expect((await (await opening).jobs.work.triggerAndWait(null)).output).toBe('done')
})

it('who waits to open a locked file hears the signal', async () => {
  const path = newFile()
  const lock = await holdLock(path)
  const controller = new AbortController()
  const opening = sqliteStore({ path, signal: controller.signal })
  await turns(10)
  controller.abort(new Error('enough'))
  await expect(opening).rejects.toThrow('enough')
  await lock.release()
})

it('who waits to be known to a locked file hears the signal, and leaves nothing open', async () => {
  const path = newFile()
  await (await sqliteStore({ path })).close()
  const lock = await holdLock(path)
  const controller = new AbortController()
  const opening = open(path, {}, { signal: controller.signal })
  await turns(10)
  controller.abort(new Error('enough'))
  await expect(opening).rejects.toThrow('enough')
  await lock.release()
})

it('a write that waits for a lock says so, once for however many wait', async () => {
  const path = newFile()
  const waits: LockWait[] = []
  const store = sqliteStore({ path, onWait: (wait) => waits.push(wait) })
  const engine = await open(path, { work: job(async () => null) }, { store, concurrency: 0 })
  const lock = await holdLock(path)
  const triggered = [1, 2, 3].map((input) => engine.jobs.work.trigger(input))
  const [wait] = await until(() => (waits.length > 0 ? waits : null))
  expect([wait!.what, wait!.path, waits.length]).toEqual(['write', path, 1])
  await lock.release()
  await Promise.all(triggered)
})

/** Another process keeps the write lock: nobody blocks on it, nothing is lost, what waited is done when it is free. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { type JobsError, sqliteStore, type Trouble } from '../src/index.ts'
import { counting, gate, job, newFile, open, until } from './support.ts'

async function holdLock(path: string): Promise<{ release(): Promise<void> }> {
  const child = spawn(
    process.execPath,
    ['--import', 'tsx', join(import.meta.dirname, 'lock-child.ts'), path],
    {
      stdio: ['pipe', 'pipe', 'inherit'],
    },
  )
  await once(child.stdout, 'data')
  return {
    async release() {
      child.stdin.end()
      await once(child, 'exit')
    },
  }
}
/** So many turns of the event loop: none comes while a call blocks it. */
async function turns(count: number): Promise<void> {
  for (let turn = 0; turn < count; turn++) await new Promise((resolve) => setTimeout(resolve, 5))
}

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
  const locked = gate<{ release(): Promise<void> }>()
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
  const locks: { release(): Promise<void> }[] = []
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
  const engine = await open(path, { work: long }, { store, now: () => clock })
  const { runId } = await engine.jobs.work.trigger(null)
  await started.opened
  const later = await engine.jobs.work.trigger(null, { runAt: clock + 1_000 })
  const lock = await holdLock(path)
  // A claim of the later run waits for the lock, too.
  calls.clear()
  clock += 2_000
  await until(() => calls.get('claim'))
  await engine.stop({ graceMs: 50 })
  await lock.release()
  const next = await open(path, { work: job((step) => step.run('long', () => 'done')) })
  for (const id of [runId, later.runId])
    expect(await next.runs.wait(id)).toMatchObject({ status: 'succeeded', output: 'done' })
})

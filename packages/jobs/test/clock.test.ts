/** The clock is set while something waits: back, nothing waits for it; ahead, nothing is lost but a lease. */
import Database from 'better-sqlite3'
import { describe, expect, it } from 'vitest'
import { type JobsError, sqliteStore, type Trouble } from '../src/index.ts'
import { takeClocks } from './model/clocks.ts'
import { openMortalStore } from './mortal-store.ts'
import { newRun } from './store.contract.ts'
import { gate, job, newFile, open, until } from './support.ts'

const hourMs = 3_600_000

function settableClock() {
  let setBy = 0
  return {
    now: () => Date.now() + setBy,
    set: (ms: number) => {
      setBy += ms
    },
  }
}
const untilWaiting = (
  engine: { runs: { get(id: string): Promise<{ status: string } | null> } },
  runId: string,
) => until(async () => (await engine.runs.get(runId))?.status === 'waiting')

describe('a clock that is set back an hour delays', () => {
  it('no retry, and none of several waits of a run', async () => {
    const clock = settableClock()
    let tries = 0
    const engine = await open(
      newFile(),
      {
        work: job(async (step) => {
          await Promise.all([
            step.run(
              'flaky',
              () => {
                if (++tries === 1) throw new Error('once')
                return tries
              },
              { retry: { initialDelayMs: 400 } },
            ),
            step.sleep('nap', 600),
            step.sleep('longer', 900),
          ])
          return null
        }),
      },
      { now: clock.now },
    )
    const { runId, wait } = await engine.jobs.work.trigger(null)
    await untilWaiting(engine, runId)
    clock.set(-hourMs)
    expect((await wait()).status).toBe('succeeded')
    expect(tries).toBe(2)
  })

  it('no retry of a step beside another that goes on', async () => {
    const clock = settableClock()
    const door = gate()
    let tries = 0
    const engine = await open(
      newFile(),
      {
        work: job(async (step) => {
          await Promise.all([
            step.run(
              'flaky',
              () => {
                if (++tries === 1) throw new Error('once')
                return tries
              },
              { retry: { initialDelayMs: 200 } },
            ),
            step.run('slow', async () => {
              await door.opened
              return null
            }),
          ])
          return null
        }),
      },
      { now: clock.now },
    )
    const { runId, wait } = await engine.jobs.work.trigger(null)
    await until(async () => (await engine.runs.steps(runId)).some(({ status }) => status === 'waiting'))
    clock.set(-hourMs)
    door.open()
    expect((await wait({ timeoutMs: 20_000 })).status).toBe('succeeded')
    expect(tries).toBe(2)
  })

  it('no retry that was asked for while it was an hour ahead, beside a step that goes on', async () => {
    const clock = settableClock()
    const door = gate()
    let tries = 0
    const engine = await open(
      newFile(),
      {
        work: job(async (step) => {
          const flaky = () => {
            if (++tries > 1) return tries
            clock.set(hourMs)
            throw new Error('once')
          }
          const slow = async () => {
            await door.opened
            return null
          }
          await Promise.all([
            step.run('flaky', flaky, { retry: { initialDelayMs: 200 } }),
            step.run('slow', slow),
          ])
          return null
        }),
      },
      { now: clock.now },
    )
    const { runId, wait } = await engine.jobs.work.trigger(null)
    await until(async () => (await engine.runs.steps(runId)).some(({ status }) => status === 'waiting'))
    clock.set(-hourMs)
    door.open()
    expect((await wait({ timeoutMs: 20_000 })).status).toBe('succeeded')
    expect(tries).toBe(2)
  })

  it('no sleep, also for a process that comes after', async () => {
    const path = newFile()
    const clock = settableClock()
    const nap = job(async (step) => {
      await step.sleep('nap', 500)
      return 'awake'
    })
    const before = await open(path, { work: nap }, { now: clock.now })
    const { runId } = await before.jobs.work.trigger(null)
    await untilWaiting(before, runId)
    await before.stop()
    clock.set(-hourMs)
    const after = await open(path, { work: nap }, { now: clock.now })
    expect(await after.runs.wait(runId)).toMatchObject({ status: 'succeeded', output: 'awake' })
  })

  it('no retry and no sleep that lost their owner, and neither is over before its length', async () => {
    const path = newFile()
    const clock = settableClock()
    const begun = gate()
    const tries: number[] = []
    let isSecond = false
    const work = job(async (step) => {
      const nap = async () => {
        await step.sleep('nap', 700)
        return step.run('awake', () => performance.now())
      }
      const flaky = () => {
        tries.push(performance.now())
        if (tries.length === 1) throw new Error('once')
        return null
      }
      const slow = () => {
        if (isSecond) return null
        begun.open()
        return new Promise(() => {})
      }
      const [awakeAt] = await Promise.all([
        nap(),
        step.run('flaky', flaky, { retry: { initialDelayMs: 300 } }),
        step.run('slow', slow),
      ])
      return awakeAt
    })
    const mortal = await openMortalStore(path)
    const before = await open(path, { work }, { store: mortal.store, now: clock.now })
    const { runId } = await before.jobs.work.trigger(null)
    await begun.opened
    const waiting = async () =>
      (await before.runs.steps(runId)).filter(({ status }) => status === 'waiting').length
    await until(async () => (await waiting()) === 2)
    clock.set(-hourMs)
    isSecond = true
    mortal.kill()
    const takenAt = performance.now()
    const after = await open(path, { work }, { now: clock.now })
    const run = await after.runs.wait(runId, { timeoutMs: 10_000 })
    expect(run.status).toBe('succeeded')
    expect(tries).toHaveLength(2)
    expect(tries[1]! - takenAt).toBeGreaterThanOrEqual(140)
    expect(Number(run.output) - takenAt).toBeGreaterThanOrEqual(690)
    const attempts = (await after.runs.steps(runId)).map(({ key, attempts }) => [key, attempts])
    expect(Object.fromEntries(attempts)).toEqual({ flaky: 2, nap: 1, slow: 1, awake: 1 })
  })

  it('no run that has slept before, in a process that comes after', async () => {
    const path = newFile()
    const clock = settableClock()
    const awake = gate()
    const work = job(async (step) => {
      await step.sleep('nap', 30)
      return step.run(
        'after',
        ({ signal, attempt }) =>
          new Promise((resolve, reject) => {
            signal.addEventListener('abort', () => reject(signal.reason))
            if (isSecond) resolve(attempt)
            awake.open()
          }),
      )
    })
    let isSecond = false
    const before = await open(path, { work }, { now: clock.now })
    const { runId } = await before.jobs.work.trigger(null)
    await awake.opened
    clock.set(-hourMs)
    await before.stop()
    isSecond = true
    const after = await open(path, { work }, { now: clock.now })
    expect(await after.runs.wait(runId)).toMatchObject({ status: 'succeeded', output: 1 })
  })

  it('no run that is to begin at a time, or that waits for a slot', async () => {
    const clock = settableClock()
    const door = gate()
    const engine = await open(
      newFile(),
      {
        work: job(async (step, input) => {
          if (input === 'first')
            await step.run('wait', async () => {
              await door.opened
              return null
            })
          return input
        }),
      },
      { now: clock.now, concurrency: 1 },
    )
    const first = await engine.jobs.work.trigger('first')
    const queued = await engine.jobs.work.trigger('queued')
    const later = await engine.jobs.work.trigger('later', { runAt: clock.now() + 500 })
    clock.set(-hourMs)
    door.open()
    for (const { wait } of [first, queued, later]) expect((await wait()).status).toBe('succeeded')
  })

  it('no schedule: the ticks that come again are fired again', async () => {
    let at = Date.UTC(2026, 0, 1, 11, 59, 30)
    const engine = await open(
      newFile(),
      { work: job(async () => null) },
      { now: () => at, timing: { recoverMs: 5 } },
    )
    await engine.schedules.set('every five minutes', { cron: '*/5 * * * *', job: 'work', input: null })
    at += 60_000
    await until(async () => (await engine.runs.list({ status: ['succeeded'] })).length === 1)
    at -= hourMs
    await until(async () => (await engine.schedules.list())[0]!.nextAt === Date.UTC(2026, 0, 1, 11, 5))
    at += 300_000
    await until(async () => (await engine.runs.list({ status: ['succeeded'] })).length === 2)
  })

  it('no takeover from an owner that hangs, and takes nothing from one that does not', async () => {
    const path = newFile()
    const started = gate()
    const clock = settableClock()
    const held = () =>
      job((step) =>
        step.run('held', ({ signal }) => {
          started.open()
          return new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)))
        }),
      )
    // Its renewals are an hour apart: as if it hung.
    const hanging = await open(path, { work: held() }, { timing: { leaseMs: 2 * hourMs, recoverMs: hourMs } })
    const { runId } = await hanging.jobs.work.trigger(null)
    await started.opened
    clock.set(-hourMs)
    const work = job((step) => step.run('held', () => 'taken over'))
    const next = await open(path, { work }, { now: clock.now, timing: { leaseMs: 300 } })
    expect(await next.runs.wait(runId)).toMatchObject({ status: 'succeeded', output: 'taken over' })
  })
})

it('a lease from before the clock was set back is over when it is not renewed for as long', async () => {
  const clocks = takeClocks()
  const store = await sqliteStore({ path: newFile() })
  await store.registerOwner('A', 0)
  await store.createRun(newRun())
  const leaseMs = 1_000
  const jobs = [{ name: 'work', version: 1 }]
  await store.claim({ owner: 'A', queues: ['default'], jobs, now: 2 * hourMs, leaseMs })
  expect(await store.recover(hourMs, 3, leaseMs)).toBe(0)
  clocks.steady += leaseMs
  expect(await store.recover(hourMs + leaseMs, 3, leaseMs)).toBe(0)
  clocks.steady++
  expect(await store.recover(hourMs + leaseMs + 1, 3, leaseMs)).toBe(1)
  await store.close()
})

it('a clock that is set ahead an hour costs at most a fenced takeover', async () => {
  const path = newFile()
  const clock = settableClock()
  const started = gate()
  const doors = gate()
  let bodies = 0
  const engine = await open(
    path,
    {
      work: job((step) =>
        step.run('slow', async () => {
          bodies++
          started.open()
          await doors.opened
          return 'done'
        }),
      ),
    },
    { now: clock.now },
  )
  const { runId, wait } = await engine.jobs.work.trigger(null)
  await started.opened
  clock.set(hourMs)
  const file = new Database(path, { readonly: true })
  const leaseUntil = file.prepare('SELECT lease_until FROM runs').pluck()
  // Taken over, or renewed before anybody looked.
  await until(() => bodies === 2 || (leaseUntil.get() as number) > clock.now())
  file.close()
  doors.open()
  expect((await wait()).output).toBe('done')
  const steps = (await engine.runs.events(runId)).filter(({ type }) => type === 'step.succeeded')
  expect(bodies).toBeLessThanOrEqual(2)
  expect(steps).toHaveLength(1)
})

it('a schedule that cannot fire is said, and stops none of the others', async () => {
  const path = newFile()
  let at = Date.UTC(2026, 0, 1, 5)
  const troubles: Trouble[] = []
  const engine = await open(
    path,
    { work: job(async (_, input) => input), gone: { ...job(async () => null), name: 'gone' } },
    {
      now: () => at,
      timing: { recoverMs: 5 },
      onTrouble: (trouble) => troubles.push(trouble),
      concurrency: 1,
    },
  )
  const daily = { cron: '0 6 * * *', input: null } as const
  const names = ['a cron', 'b zone', 'c options', 'd input', 'e conflict', 'f gone', 'g good']
  for (const name of names)
    await engine.schedules.set(name, {
      ...daily,
      job: name === 'f gone' ? 'gone' : 'work',
      ...(name === 'e conflict' ? { concurrencyKey: 'k', onConflict: 'reject' as const } : {}),
    })
  // It waits for its time and has the key.
  await engine.jobs.work.trigger('holds', { concurrencyKey: 'k', runAt: at + 30 * 86_400_000 })
  const file = new Database(path)
  file.exec(`
    UPDATE schedules SET cron = 'nonsense' WHERE name = 'a cron';
    UPDATE schedules SET time_zone = 'Mars/Olympus' WHERE name = 'b zone';
    UPDATE schedules SET options = 'not json' WHERE name = 'c options';
    UPDATE schedules SET input = 'not json' WHERE name = 'd input';
    UPDATE schedules SET job = 'nobody has it' WHERE name = 'f gone';`)
  file.close()
  at = Date.UTC(2026, 0, 1, 6)
  await until(async () => (await engine.runs.list({ status: ['succeeded'] })).length >= 1)
  at = Date.UTC(2026, 0, 2, 6)
  await until(async () => (await engine.runs.list({ status: ['succeeded'] })).length >= 2)
  const said = troubles.map(({ error }) => error as JobsError)
  expect(new Set(said.map(({ code }) => code))).toEqual(new Set(['jobs/schedule-failed']))
  expect(new Set(said.map(({ facts }) => facts.schedule))).toEqual(
    new Set(['a cron', 'b zone', 'c options', 'd input', 'e conflict']),
  )
})

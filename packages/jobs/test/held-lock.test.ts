/**
 * A foreign process keeps the write lock for long: the event loop turns, nothing is lost, and the wait is said.
 * UPFLOW_HELD_MS sets for how long (default 2 s; `test:faults` does 20 s).
 */
import { existsSync, readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { type LockWait, sqliteStore, type Trouble } from '../src/index.ts'
import { holdLock } from './hold-lock.ts'
import { gate, job, newFile, open, until } from './support.ts'

const heldMs = Number(process.env.UPFLOW_HELD_MS ?? 2_000)
const longestHoldMs = 50
const schedule = '/proc/thread-self/schedstat'

/**
 * Of each turn of the event loop, how long it slept: no time on the processor nor waiting for it, which are the
 * machine's. Null where the system does not tell.
 */
function watchSleeps(): { end(): number[] } | null {
  if (!existsSync(schedule)) return null
  const ranAndWaitedMs = () => {
    const [ran, waited] = readFileSync(schedule, 'utf8').split(' ').map(Number)
    return (ran! + waited!) / 1e6
  }
  const sleeps: number[] = []
  let [at, busyMs] = [performance.now(), ranAndWaitedMs()]
  const timer = setInterval(() => {
    const [now, busyNow] = [performance.now(), ranAndWaitedMs()]
    sleeps.push(now - at - (busyNow - busyMs))
    ;[at, busyMs] = [now, busyNow]
  }, 1)
  return {
    end() {
      clearInterval(timer)
      return sleeps
    },
  }
}

it(
  `a lock that is held for ${heldMs} ms holds up no turn of the event loop, loses nothing, and is said`,
  async () => {
    const path = newFile()
    const waits: LockWait[] = []
    const troubles: Trouble[] = []
    const inStep = gate()
    const isHeld = gate()
    const bodies: string[] = []
    const engine = await open(
      path,
      {
        work: job(async (step, input) => {
          for (const key of ['before', 'during', 'after'])
            await step.run(key, async ({ log }) => {
              bodies.push(`${input} ${key}`)
              if (input === 'first' && key === 'during') {
                inStep.open()
                await isHeld.opened
              }
              for (let line = 0; line < 20; line++) log.info(`${key} ${line}`)
              return null
            })
          return input
        }),
      },
      {
        store: sqliteStore({ path, onWait: (wait) => waits.push(wait), lockPatienceMs: 10 * heldMs }),
        timing: { leaseMs: 10 * heldMs },
        onTrouble: (trouble) => troubles.push(trouble),
      },
    )
    const first = await engine.jobs.work.trigger('first')
    await inStep.opened
    const lock = await holdLock(path)
    const sleeps = watchSleeps()
    const heldSince = performance.now()
    isHeld.open()
    const others = Array.from({ length: 20 }, (_, index) => engine.jobs.work.trigger(`other ${index}`))
    await until(() => performance.now() - heldSince > heldMs && waits.length > 0, heldMs + 30_000)
    expect((await engine.runs.get(first.runId))?.status).toBe('running')
    const slept = sleeps?.end()
    await lock.release()

    const runs = [first, ...(await Promise.all(others))]
    for (const { runId, wait } of runs) {
      const { output } = await wait()
      const events = await engine.runs.events(runId)
      expect(events.filter(({ type }) => type === 'log')).toHaveLength(60)
      expect(events.map(({ seq }) => seq)).toEqual(events.map((_, index) => index + 1))
      expect(bodies.filter((body) => body.startsWith(`${output} `))).toHaveLength(3)
      expect(await engine.runs.get(runId)).toMatchObject({ generation: 1, recoveries: 0 })
    }
    expect(troubles).toEqual([])
    const [wait] = waits
    expect(wait).toEqual({ path, what: 'write', waitedMs: expect.any(Number) })
    // Every five seconds, whoever waits.
    expect(waits.length).toBeLessThanOrEqual(2 + (performance.now() - heldSince) / 5_000)
    if (!slept) return
    expect(slept.length).toBeGreaterThan(heldMs / 200)
    // A machine may pause a process once in a while; a call that waits for the lock does so at every try.
    const tooLong = slept.filter((ms) => ms > longestHoldMs)
    expect(tooLong.length, `slept ${tooLong} ms in ${slept.length} turns`).toBeLessThan(slept.length / 200)
  },
  60_000 + 20 * heldMs,
)

/**
 * One measurement of one contender, in a process of its own.
 * argument: a `Measurement` as JSON; prints the number
 */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Contender, Durability, OpenContender } from './contenders/contender.ts'

export interface Measurement {
  readonly contender: 'upflow' | 'durably' | 'openworkflow' | 'dbos'
  readonly what: keyof typeof measures
  readonly count: number
  readonly durability?: Durability
  readonly peers: string
  readonly postgres?: string
}

const body = { startedAt: 0, steppedAt: 0, stepMs: [] as number[] }

const measures = {
  /** Of one run that somebody waits for, from the begin of its body to its last step: who polls is not late for it. */
  async stepsPerSecond(contender: Contender, count: number) {
    await (await contender.trigger(count)).wait()
    return (count / (body.steppedAt - body.startedAt)) * 1_000
  },
  async stepP99Ms(contender: Contender, count: number) {
    body.stepMs = []
    await (await contender.trigger(count)).wait()
    return quantile(body.stepMs, 0.99)
  },
  /** One-step runs, each with somebody who waits for it. */
  async runsPerSecond(contender: Contender, count: number) {
    const started = performance.now()
    const handles = await Promise.all(Array.from({ length: count }, () => contender.trigger(1)))
    await Promise.all(handles.map((handle) => handle.wait()))
    return (count / (performance.now() - started)) * 1_000
  },
  /** From the trigger to the begin of the body, by an engine that has nothing else to do. */
  async pickUpMs(contender: Contender, count: number) {
    const waits: number[] = []
    for (let time = 0; time < count; time++) {
      await sleep(30 * Math.random())
      const triggered = performance.now()
      await (await contender.trigger(0)).wait()
      waits.push(body.startedAt - triggered)
    }
    return quantile(waits, 0.5)
  },
  /** From the trigger of a run of one step to its end, while so many wait for a key that is held. */
  async besideWaitingMs(contender: Contender, waiting: number) {
    await contender.trigger(-1, { concurrencyKey: 'held' })
    await many(waiting, () => contender.trigger(1, { concurrencyKey: 'held' }))
    return runMs(contender)
  },
  /** The same while so many wait for a time, each with a key of its own. */
  async besideAsleepMs(contender: Contender, asleep: number) {
    const runAt = Date.now() + 3_600_000
    await many(asleep, (index) => contender.trigger(1, { concurrencyKey: `own ${index}`, runAt }))
    return runMs(contender)
  },
  /** From the trigger by one engine to the begin of the body in another, each with a connection of its own. */
  async pickUpElsewhereMs(_: Contender, count: number) {
    const other = await openContender(0)
    const waits: number[] = []
    for (let time = 0; time < count; time++) {
      await sleep(30 * Math.random())
      body.startedAt = 0
      const triggered = performance.now()
      await other.trigger(0)
      while (body.startedAt === 0) await sleep(1)
      waits.push(body.startedAt - triggered)
    }
    return quantile(waits, 0.5)
  },
  /** The longest that the event loop is blocked while another process has the write lock for so many milliseconds. */
  async longestBlockMs(contender: Contender, milliseconds: number) {
    const holder = await lockFile()
    setTimeout(() => holder.stdin.end(), milliseconds)
    return longestTurnMs(() => twentyRuns(contender))
  },
  /** The same work without a lock, for as long. */
  async longestTurnMs(contender: Contender, milliseconds: number) {
    return longestTurnMs(async () => {
      await twentyRuns(contender)
      await sleep(milliseconds)
    })
  },
  /** Of one core, by an engine that has nothing to do. */
  async idleCpuPercent(_: Contender, milliseconds: number) {
    // What the runs before have left to clean up, and to compile, is not its idling.
    await sleep(settlingMs)
    return cpuPercent(milliseconds)
  },
  /** The same of a process whose engine is gone: what an idle Node takes. */
  async withoutEngineCpuPercent(contender: Contender, milliseconds: number) {
    await contender.stop()
    await sleep(settlingMs)
    return cpuPercent(milliseconds)
  },
  /** The longest turn while another process has the write lock for so long in the midst of a run, which must succeed. */
  async longestTurnOfLockedRunMs(contender: Contender, milliseconds: number) {
    body.steppedAt = 0
    const run = await contender.trigger(lockedSteps)
    while (body.steppedAt === 0) await sleep(1)
    const holder = await lockFile()
    setTimeout(() => holder.stdin.end(), milliseconds)
    return longestTurnMs(() => run.wait())
  },
}

const settlingMs = 8_000
/** More than are done before the lock is had. */
const lockedSteps = 60_000

async function many(count: number, work: (index: number) => Promise<unknown>): Promise<void> {
  for (let index = 0; index < count; index += 500)
    await Promise.all(Array.from({ length: Math.min(500, count - index) }, (_, part) => work(index + part)))
}

async function runMs(contender: Contender): Promise<number> {
  const ends: number[] = []
  for (let time = 0; time < 50; time++) {
    const triggered = performance.now()
    await (await contender.trigger(1)).wait()
    ends.push(performance.now() - triggered)
  }
  return quantile(ends, 0.5)
}

async function cpuPercent(milliseconds: number): Promise<number> {
  const [cpu, clock] = [process.cpuUsage(), performance.now()]
  await sleep(milliseconds)
  const { user, system } = process.cpuUsage(cpu)
  return (user + system) / 10 / (performance.now() - clock)
}

async function lockFile() {
  const child = join(import.meta.dirname, '../test/lock-child.ts')
  const holder = spawn(process.execPath, ['--import', 'tsx', child, path], {
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  await once(holder.stdout, 'data')
  return holder
}

async function twentyRuns(contender: Contender): Promise<void> {
  const handles = await Promise.all(Array.from({ length: 20 }, () => contender.trigger(1)))
  await Promise.all(handles.map((handle) => handle.wait()))
}

async function longestTurnMs(work: () => Promise<unknown>): Promise<number> {
  let [last, longest] = [performance.now(), 0]
  const timer = setInterval(() => {
    const turn = performance.now()
    longest = Math.max(longest, turn - last - 1)
    last = turn
  }, 1)
  await work()
  clearInterval(timer)
  return longest
}

const quantile = (values: readonly number[], share: number) =>
  [...values].sort((a, b) => a - b)[Math.min(values.length - 1, Math.floor(values.length * share))]!

const {
  contender,
  what,
  count,
  durability = 'normal',
  peers,
  postgres,
} = JSON.parse(process.argv[2]!) as Measurement
const folder = mkdtempSync(join(tmpdir(), 'upflow-bench-'))
const { open } = (await import(`./contenders/${contender}.ts`)) as { open: OpenContender }
const path = join(folder, 'jobs.db')
const openContender = (concurrency: number) =>
  open({
    path,
    durability,
    concurrency,
    peers,
    ...(postgres && { postgres }),
    body: {
      onStart: () => {
        body.startedAt = performance.now()
      },
      onStep: (ms) => {
        body.steppedAt = performance.now()
        body.stepMs.push(ms)
      },
    },
  })
const opened = await openContender(4)
// The first run pays for compiling.
await (await opened.trigger(200)).wait()
console.log(await measures[what](opened, count))
rmSync(folder, { recursive: true, force: true })
process.exit(0)

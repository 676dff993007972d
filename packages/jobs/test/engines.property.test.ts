/**
 * Two engines on one file, and whatever may happen to them in any order: triggers, cancels, retries, kills, stops and a
 * clock that is set. Then all is left alone, and every run has to end, and to have been executed as promised.
 * UPFLOW_ENGINE_ROUNDS says how many stories are told (default 20), each by a seed of its own.
 */
import { seeded } from '@upflow/tooling/seeded'
import Database from 'better-sqlite3'
import { expect, it } from 'vitest'
import {
  type Engine,
  isTerminal,
  type JobsError,
  openEngine,
  type Run,
  type RunEvent,
  type StepRecord,
  sqliteStore,
} from '../src/index.ts'
import { openMortalStore } from './mortal-store.ts'
import { job, newFile, until } from './support.ts'

const rounds = Number(process.env.UPFLOW_ENGINE_ROUNDS ?? 20)
const hourMs = 3_600_000
type Engines = Engine<{ work: ReturnType<typeof job> }>

async function tell(seed: number) {
  const path = newFile()
  const random = seeded(seed)
  const oneOf = <T>(items: readonly T[]): T => items[Math.floor(random() * items.length)]!
  let setBy = 0
  let isBroken = true
  const executed = new Map<string, number>()
  const executedAgain: string[] = []
  await (await sqliteStore({ path })).close()
  const file = new Database(path, { readonly: true })
  const isRecorded = file
    .prepare(`SELECT count(*) FROM steps WHERE run_id = ? AND key = ? AND status = 'succeeded'`)
    .pluck()

  const turns = async () => {
    for (let left = Math.floor(random() * 12); left > 0; left--) await new Promise(setImmediate)
  }
  const work = job(async (step) => {
    const body = (key: string, isFragile: boolean) => async () => {
      const name = `${step.runId} ${key}`
      executed.set(name, (executed.get(name) ?? 0) + 1)
      if (isRecorded.get(step.runId, key)) executedAgain.push(name)
      await turns()
      if (isFragile && isBroken && random() < 0.6) throw new Error('as it happens')
      return `${key} ${random()}`
    }
    const quick = { retry: { attempts: 2, initialDelayMs: 5 } }
    const first = await step.run('first', body('first', false), quick)
    const each = await step.mapSettled(
      ['a', 'b'],
      (item) => item,
      (item) => body(item, true)(),
      quick,
    )
    await step.sleep('nap', 5)
    const last = await step.run('last', body('last', true), quick)
    return [first, ...each.map((one) => (one.ok ? one.value : null)), last]
  })

  const opened: { engine: Engines; kill(): void; isGone: boolean }[] = []
  const start = async () => {
    const { store, kill } = await openMortalStore(path)
    const engine = await openEngine({
      store,
      jobs: { work },
      concurrency: 2,
      now: () => Date.now() + setBy,
      timing: { recoverMs: 15, flushMs: 5, cancelGraceMs: 50, maxRecoveries: 100 },
    })
    const one = { engine, kill, isGone: false }
    opened.push(one)
    return one
  }
  const places = [await start(), await start()]
  const anyEngine = () => oneOf(places).engine
  const ids: string[] = []
  const replace = async (leave: (one: (typeof places)[number]) => unknown) => {
    const place = Math.floor(random() * 2)
    await leave(places[place]!)
    places[place]!.isGone = true
    places[place] = await start()
  }

  const things: (() => Promise<unknown>)[] = [
    async () => {
      if (ids.length < 4)
        ids.push(
          (await anyEngine().jobs.work.trigger(null, random() < 0.5 ? {} : { concurrencyKey: 'k' })).runId,
        )
    },
    async () => ids.length > 0 && (await anyEngine().runs.cancel(oneOf(ids))),
    async () =>
      ids.length > 0 &&
      (await anyEngine()
        .runs.retry(oneOf(ids))
        .catch((error: unknown) => {
          if ((error as JobsError).code !== 'jobs/not-retryable') throw error
        })),
    () => replace(({ kill }) => kill()),
    () => replace(({ engine }) => engine.stop({ graceMs: 50 })),
    async () => {
      setBy = setBy === 0 ? oneOf([hourMs, -hourMs]) : 0
    },
    turns,
    turns,
    turns,
  ]
  try {
    await things[0]!()
    for (let left = 30; left > 0; left--) {
      await oneOf(things)()
      await turns()
    }
    isBroken = false
    const { engine } = places[0]!
    const runs: Run[] = []
    for (const id of ids) {
      await until(async () => isTerminal((await engine.runs.get(id))!.status))
      runs.push((await engine.runs.get(id))!)
    }
    const told = []
    for (const run of runs)
      told.push({ run, steps: await engine.runs.steps(run.id), events: await engine.runs.events(run.id) })
    expect(file.pragma('integrity_check', { simple: true })).toBe('ok')
    return { told, executed, executedAgain }
  } finally {
    await Promise.all(opened.map(({ engine }) => engine.stop({ graceMs: 0 })))
    file.close()
  }
}

function expectKept(
  { run, steps, events }: { run: Run; steps: StepRecord[]; events: RunEvent[] },
  executed: ReadonlyMap<string, number>,
): void {
  const count = (type: RunEvent['type'], step: string | null = null) =>
    events.filter((event) => event.type === type && event.step === step).length
  expect(events.map(({ seq }) => seq)).toEqual(events.map((_, index) => index + 1))
  expect(events.at(-1)).toMatchObject({ type: 'run.finished', status: run.status })
  expect(count('run.finished')).toBe(1 + count('run.retried'))
  expect(count('run.claimed')).toBe(run.generation)
  const generations = events.flatMap((event) => (event.type === 'run.claimed' ? [event.generation] : []))
  expect(generations).toEqual(generations.map((_, index) => index + 1))

  for (const { key, kind, status, value } of steps) {
    if (kind === 'sleep') continue
    expect(count('step.succeeded', key), key).toBe(status === 'succeeded' ? 1 : 0)
    // Each try was recorded, or its owner lost the run.
    const tries = count('step.succeeded', key) + count('step.failed', key) + count('step.retrying', key)
    expect(executed.get(`${run.id} ${key}`) ?? 0, key).toBeLessThanOrEqual(tries + run.generation)
    if (value !== null) expect(JSON.parse(value)).toMatch(new RegExp(`^${key} `))
  }
  if (run.status !== 'succeeded' && run.status !== 'partial') return
  const recordedOf = (key: string) => JSON.parse(steps.find((step) => step.key === key)?.value ?? 'null')
  expect(run.output).toEqual(['first', 'a', 'b', 'last'].map(recordedOf))
  expect(run.status).toBe(steps.some(({ status }) => status === 'failed') ? 'partial' : 'succeeded')
}

it(
  `whatever happens to two engines, in ${rounds} stories, every run ends and was executed as promised`,
  async () => {
    const ends: Record<string, number> = {}
    for (let seed = 1; seed <= rounds; seed++) {
      const { told, executed, executedAgain } = await tell(seed)
      expect(executedAgain).toEqual([])
      for (const one of told) {
        expectKept(one, executed)
        ends[one.run.status] = (ends[one.run.status] ?? 0) + 1
      }
    }
    console.log(`${rounds} stories, whose runs ended as ${JSON.stringify(ends)}`)
    // What there is none of was not checked.
    if (rounds >= 20)
      for (const status of ['succeeded', 'partial', 'cancelled', 'failed'])
        expect(ends[status] ?? 0, status).toBeGreaterThan(0)
  },
  60_000 + rounds * 20_000,
)

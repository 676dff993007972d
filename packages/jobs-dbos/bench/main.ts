/**
 * The engine on DBOS beside the embedded one, each measurement in processes of its own, in turns: what it costs, and how
 * soon it goes on after a kill. Ends with 1 when something is beyond its floor. `--runs 1` for a quick look.
 */
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { defineJob } from '@upflow/jobs'
import { openDbosEngine } from '@upflow/jobs-dbos'
import { bench, type Case } from '@upflow/tooling/bench'
import { type Bench, withProcesses } from '@upflow/tooling/bench-process'
import { type Postgres, startPostgres } from '@upflow/tooling/postgres'
import pg from 'pg'
import type { Input } from './engine-process.ts'

const { values } = parseArgs({
  options: { json: { type: 'boolean' }, runs: { type: 'string', default: '5' } },
})
const child = new URL('engine-process.ts', import.meta.url)
const idleMs = 4_000
const anything = { '~standard': { validate: (value: unknown) => ({ value }) } }
const work = defineJob({ name: 'work', version: 1, input: anything, output: anything, run: async () => null })

function casesOf(processes: Bench, postgres: Postgres): Case[] {
  let files = 0
  const onFile = (durability: 'normal' | 'full') => ({
    path: join(processes.folder, `jobs-${files++}.db`),
    durability,
  })
  const measure = async (input: Input): Promise<number> => {
    const process = await processes.start(child, input)
    const { value } = await process.next<{ value: number }>()
    await process.kill()
    return value
  }
  const embedded =
    (what: Input['what'], count: number, durability: 'normal' | 'full' = 'normal') =>
    () =>
      measure({ on: onFile(durability), what, count })
  const onDbos = (what: Input['what'], count: number) => async () =>
    measure({ on: { url: await postgres.cloneDatabase() }, what, count })
  const lowerIsBetter = true
  return [
    { name: 'steps, embedded', unit: '/s', run: embedded('stepsPerSecond', 3_000) },
    {
      name: 'steps, DBOS',
      unit: '/s',
      against: 'steps, embedded',
      floor: 1 / 50,
      run: onDbos('stepsPerSecond', 400),
    },
    { name: 'steps, embedded, FULL', unit: '/s', run: embedded('stepsPerSecond', 1_000, 'full') },
    { name: 'trigger to begin, embedded', unit: 'ms', lowerIsBetter, run: embedded('pickUpMs', 15) },
    {
      name: 'trigger to begin, DBOS',
      unit: 'ms',
      lowerIsBetter,
      floor: 200,
      run: onDbos('pickUpMs', 15),
    },
    { name: 'cancel to abort, embedded', unit: 'ms', lowerIsBetter, run: embedded('cancelMs', 7) },
    { name: 'cancel to abort, DBOS', unit: 'ms', lowerIsBetter, floor: 250, run: onDbos('cancelMs', 7) },
    {
      name: 'kill -9 to the next step elsewhere, DBOS',
      unit: 'ms',
      lowerIsBetter,
      floor: 2_000,
      run: async () => killMs(processes, await postgres.cloneDatabase()),
    },
    {
      name: 'transactions when idle, a worker and a watcher, DBOS',
      unit: '/s',
      lowerIsBetter,
      floor: 100,
      run: async () => idlePerSecond(processes, await postgres.cloneDatabase()),
    },
  ]
}

async function killMs(processes: Bench, url: string): Promise<number> {
  const workers = [1, 2].map(() =>
    processes.start(child, { on: { url }, what: 'serve', count: 0 } satisfies Input),
  )
  const [one, other] = await Promise.all(workers)
  await Promise.all([one!.next(), other!.next()])
  // Long enough known: nobody is declared dead just after the start of the server.
  await sleep(2_500)
  const engine = await openDbosEngine({ url, jobs: { work }, concurrency: 0 })
  await engine.jobs.work.trigger({ steps: 100, pauseMs: 50 })
  const next = [one!.next<{ step: number }>(), other!.next<{ step: number }>()]
  const victim = await Promise.race(next.map((step, index) => step.then(() => index)))
  const killedAt = performance.now()
  await [one!, other!][victim]!.kill()
  await next[1 - victim]
  const ms = performance.now() - killedAt
  await engine.stop()
  await [one!, other!][1 - victim]!.kill()
  return ms
}

async function idlePerSecond(processes: Bench, url: string): Promise<number> {
  const running = await Promise.all(
    (['serve', 'watch'] as const).map((what) => processes.start(child, { on: { url }, what, count: 0 })),
  )
  await Promise.all(running.map((one) => one.next()))
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  const count = async () => {
    const { rows } = await client.query(
      'SELECT xact_commit + xact_rollback AS count FROM pg_stat_database WHERE datname = current_database()',
    )
    return Number(rows[0].count)
  }
  // What is counted is told with a delay, by those who then wait.
  await sleep(2_000)
  const before = await count()
  const since = performance.now()
  await sleep(idleMs)
  const perSecond = ((await count()) - before) / ((performance.now() - since) / 1_000)
  await client.end()
  for (const one of running) await one.kill()
  return perSecond
}

const postgres = await startPostgres({ settings: { fsync: 'on' } })
if (postgres)
  try {
    await withProcesses(async (processes) => {
      await bench('@upflow/jobs-dbos', casesOf(processes, postgres), { runs: Number(values.runs) })
    })
  } finally {
    await postgres.stop()
  }

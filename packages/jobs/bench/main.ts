/** Steps and runs a second, and how soon a run is picked up, against SQLite transactions that do nothing else. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { defineJob, openEngine, sqliteStore } from '@upflow/jobs'
import Database from 'better-sqlite3'
import { z } from 'zod'
import { bench } from '../../../bench.base.ts'

const folder = mkdtempSync(join(tmpdir(), 'upflow-bench-'))
let files = 0
const steps = 5_000
const runs = 1_000

const many = defineJob({
  name: 'many',
  version: 1,
  input: z.number(),
  output: z.null(),
  run: async (step, count) => {
    for (let index = 0; index < count; index++) await step.run(`step:${index}`, () => index)
    return null
  },
})

async function withEngine<T>(
  durability: 'normal' | 'full',
  work: (engine: Awaited<ReturnType<typeof open>>) => Promise<T>,
): Promise<T> {
  const engine = await open(durability)
  try {
    return await work(engine)
  } finally {
    await engine.stop()
  }
}
const open = (durability: 'normal' | 'full') =>
  openEngine({
    store: sqliteStore({ path: join(folder, `${files++}.db`), durability }),
    jobs: { many },
    concurrency: 4,
  })

/** Three rows and a commit, as a recorded step has. */
function plainTransactions(): number {
  const database = new Database(join(folder, `${files++}.db`))
  database.pragma('journal_mode = WAL')
  database.pragma('synchronous = NORMAL')
  database.exec(
    'CREATE TABLE a (id INTEGER PRIMARY KEY, n INTEGER); CREATE TABLE b (id INTEGER PRIMARY KEY, v TEXT); CREATE TABLE c (id INTEGER PRIMARY KEY, v TEXT); INSERT INTO a VALUES (1, 0)',
  )
  const [update, first, second] = [
    database.prepare('UPDATE a SET n = n + 1'),
    database.prepare('INSERT INTO b (v) VALUES (?)'),
    database.prepare('INSERT INTO c (v) VALUES (?)'),
  ]
  const transaction = database.transaction((value: string) => {
    update.run()
    first.run(value)
    second.run(value)
  })
  const started = performance.now()
  for (let index = 0; index < steps; index++) transaction.immediate(String(index))
  const rate = (steps / (performance.now() - started)) * 1_000
  database.close()
  return rate
}

const stepRate = (durability: 'normal' | 'full') => () =>
  withEngine(durability, async (engine) => {
    const started = performance.now()
    await engine.jobs.many.triggerAndWait(steps)
    return (steps / (performance.now() - started)) * 1_000
  })

try {
  await bench('@upflow/jobs', [
    { name: 'plain transactions (synchronous NORMAL)', unit: 'per second', run: plainTransactions },
    {
      name: 'sequential steps, NORMAL',
      unit: 'steps/s',
      against: 'plain transactions (synchronous NORMAL)',
      run: stepRate('normal'),
    },
    {
      name: 'sequential steps, FULL',
      unit: 'steps/s',
      against: 'plain transactions (synchronous NORMAL)',
      run: stepRate('full'),
    },
    {
      name: 'one-step runs, triggered and drained',
      unit: 'runs/s',
      against: 'plain transactions (synchronous NORMAL)',
      run: () =>
        withEngine('normal', async (engine) => {
          const started = performance.now()
          const handles = await Promise.all(Array.from({ length: runs }, () => engine.jobs.many.trigger(1)))
          await engine.runs.wait(handles.at(-1)!.runId)
          await Promise.all(handles.slice(-8).map(({ runId }) => engine.runs.wait(runId)))
          return (runs / (performance.now() - started)) * 1_000
        }),
    },
    { name: 'the limit of a pick-up', unit: 'ms', lowerIsBetter: true, run: () => 20 },
    {
      name: 'trigger to end of an empty run',
      unit: 'ms',
      lowerIsBetter: true,
      against: 'the limit of a pick-up',
      run: () =>
        withEngine('normal', async (engine) => {
          await engine.jobs.many.triggerAndWait(0)
          const started = performance.now()
          await engine.jobs.many.triggerAndWait(0)
          return performance.now() - started
        }),
    },
  ])
} finally {
  rmSync(folder, { recursive: true, force: true })
}

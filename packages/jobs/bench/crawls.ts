/**
 * Files with days of crawls, one every 15 minutes, each with a step for each of 200 repositories: what it takes to open
 * one, to list it and to execute a run in it, whether it has a day of them or a month.
 */
import { join } from 'node:path'
import { defineJob, openEngine, sqliteStore } from '@upflow/jobs'
import Database from 'better-sqlite3'

const crawlsPerDay = 96
const repositories = 200
const minutesMs = 60_000
const anything = { '~standard': { validate: (value: unknown) => ({ value }) } }

/** @returns the path of the file */
export async function makeCrawls(folder: string, days: number): Promise<string> {
  const path = join(folder, `crawls-of-${days}-days.db`)
  const crawls = days * crawlsPerDay
  await (await sqliteStore({ path })).close()
  const database = new Database(path)
  const since = Date.now() - crawls * 15 * minutesMs
  database.pragma('synchronous = OFF')
  database.exec(`
    CREATE TEMP TABLE n AS
      WITH RECURSIVE n (i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < ${crawls - 1}) SELECT i FROM n;
    INSERT INTO runs (id, job, version, queue, status, input, output, labels, priority, concurrency_key, created_at,
      available_at, started_at, finished_at, generation)
    SELECT printf('run_%09d', i), 'crawl', 1, 'default', 'succeeded', '{"organizationId":"acme"}', '{"repositories":200}',
      '{"organization":"acme"}', 0, 'crawl:acme', at, at, at, at + 60000, 1
    FROM (SELECT i, ${since} + i * ${15 * minutesMs} AS at FROM n);
    INSERT INTO steps (run_id, key, kind, status, attempts, value, started_at, finished_at)
    SELECT r.id, 'sync:R_kgDO' || n.i, 'settle', 'succeeded', 1,
      '{"stored":3,"pages":1,"requests":2,"points":4,"watermark":"2026-01-01T00:00:00Z"}', r.started_at, r.finished_at
    FROM runs AS r CROSS JOIN (
      WITH RECURSIVE n (i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < ${repositories - 1}) SELECT i FROM n) AS n;
    INSERT INTO events (run_id, seq, at, step, body)
    SELECT run_id, rowid_of * 2 + part, started_at, key,
      iif(part, '{"type":"step.succeeded","durationMs":120.5}', '{"type":"step.started","attempt":1}')
    FROM (SELECT run_id, key, started_at, row_number() OVER (PARTITION BY run_id) AS rowid_of FROM steps)
      CROSS JOIN (SELECT 0 AS part UNION ALL SELECT 1);`)
  database.close()
  return path
}

const times = 9

export const openMs = (path: string) =>
  median(async () => {
    await (await sqliteStore({ path })).close()
  })

export async function listMs(path: string): Promise<number> {
  const store = await sqliteStore({ path })
  const ms = await median(async () => {
    await store.list({ labels: { organization: 'acme' } })
  })
  await store.close()
  return ms
}

/** From the trigger of a run of one step to its end. */
export async function runMs(path: string): Promise<number> {
  const work = defineJob({
    name: 'crawl',
    version: 1,
    input: anything,
    output: anything,
    run: (step) => step.run('only', () => null),
  })
  const engine = await openEngine({ store: sqliteStore({ path }), jobs: { work }, retention: null })
  const ms = await median(async () => {
    await engine.jobs.work.triggerAndWait(null, {
      concurrencyKey: 'crawl:acme',
      onConflict: 'join',
      labels: { organization: 'acme' },
    })
  })
  await engine.stop()
  return ms
}

async function median(work: () => Promise<void>): Promise<number> {
  const taken: number[] = []
  for (let time = 0; time < times; time++) {
    const started = performance.now()
    await work()
    taken.push(performance.now() - started)
  }
  return taken.sort((a, b) => a - b)[Math.floor(times / 2)]!
}

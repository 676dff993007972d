/** The engine on DBOS for the contract of all engines: on a PostgreSQL of the suite, where each place is a database. */

import { join } from 'node:path'
import type { AnyJob, Engine } from '@upflow/jobs'
import { RunFailed, StepFailed } from '@upflow/jobs'
import { type CrashBackend, until } from '@upflow/jobs/contract'
import type { Postgres } from '@upflow/tooling/postgres'
import { startProcess } from '@upflow/tooling/test-process'
import pg from 'pg'
import { afterEach } from 'vitest'
import { migrateJobs, openDbosEngine } from '../src/index.ts'

const engines: Engine<Record<string, AnyJob>>[] = []
afterEach(async () => {
  await Promise.all(engines.splice(0).map((engine) => engine.stop({ graceMs: 1_000 })))
})

/**
 * @param postgres whose template has nothing in it yet
 * @param toUrl how this process comes to a database
 */
export async function createBackend(
  postgres: Postgres,
  toUrl: (url: string) => string = (url) => url,
): Promise<CrashBackend> {
  await migrateJobs(toUrl(postgres.url))
  const open: CrashBackend['open'] = async (url, jobs, options) => {
    const engine = await openDbosEngine({ url, jobs, concurrency: 2, ...options })
    engines.push(engine as never)
    return engine
  }
  return {
    serve: (url, log, point, passing) =>
      startProcess(join(import.meta.dirname, 'crash-child.ts'), [url, log, point, String(passing)]),
    // PostgreSQL sees to it.
    checkIntegrity: async () => {},
    errors: { RunFailed, StepFailed },
    newPlace: () => postgres.cloneDatabase(),
    open,
    async takeOver(url, jobs, from) {
      const next = await open(url, jobs, { timing: { leaseMs: 1_500 } })
      await whileCutOff(url, from.owner, async () => {
        while ((await ask(url, 'SELECT id FROM upflow_jobs.owners WHERE id = $1', [from.owner])).length > 0)
          await new Promise((resolve) => setTimeout(resolve, 20))
      })
      return next
    },
    everythingAtRest: async (url) => Buffer.from(JSON.stringify(await readAll(url))),
    async countRows(url) {
      const rows = Object.entries(await readAll(url))
      const ofRuns = rows.filter(
        ([table]) => !/migrations|format|owners|queues|versions|schedules/.test(table),
      )
      return ofRuns.reduce((sum, [, { length }]) => sum + length, 0)
    },
    lacks: {
      'injected-clock': "An owner's right ends when its lock is free, by PostgreSQL's clock alone.",
      'priority-between-keys': 'DBOS looks at the keys of a queue in any order when not all can go.',
      'steps-said-once': 'What a step says is written before DBOS records it, in a transaction of its own.',
      'waiting-frees-slot': 'A workflow of DBOS that waits is one that runs.',
    },
  }
}

export async function ask<Row extends object>(
  url: string,
  sql: string,
  values: unknown[] = [],
): Promise<Row[]> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    return (await client.query(sql, values)).rows
  } finally {
    await client.end()
  }
}

/** Every row of every table that is not PostgreSQL's own. */
async function readAll(url: string): Promise<Record<string, object[]>> {
  const tables = await ask<{ name: string }>(
    url,
    `SELECT format('%I.%I', schemaname, tablename) AS name FROM pg_tables
     WHERE schemaname NOT IN ('pg_catalog', 'information_schema')`,
  )
  const rows: Record<string, object[]> = {}
  for (const { name } of tables) rows[name] = await ask(url, `SELECT * FROM ${name}`)
  return rows
}

/** Its connection is cut, and its lock is not to be had again: as when another machine's takes it for the owner's. */
export async function whileCutOff(url: string, owner: string, work: () => Promise<void>): Promise<void> {
  const key = `hashtextextended('upflow-jobs:owner:' || $1, 0)`
  const holder = new pg.Client({ connectionString: url })
  await holder.connect()
  try {
    const held = holder.query(`SELECT pg_advisory_lock(${key})`, [owner])
    const isHeld = `locktype = 'advisory' AND ((classid::bigint << 32) | objid::bigint) = ${key}`
    await until(
      async () =>
        (await ask(url, `SELECT 1 FROM pg_locks WHERE ${isHeld} AND NOT granted`, [owner])).length > 0,
    )
    await ask(url, `SELECT pg_terminate_backend(pid) FROM pg_locks WHERE ${isHeld} AND granted`, [owner])
    await held
    await work()
  } finally {
    await holder.end()
  }
}

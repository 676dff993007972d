/**
 * Brings a database up to date, DBOS's schema and ours. Processes that start together take turns, by trying: one that
 * waited for the lock inside of PostgreSQL would keep an index from being built beside others' work for ever.
 */
import { setTimeout as sleep } from 'node:timers/promises'
import { JobsError } from '@upflow/jobs'
import pg from 'pg'
import { connectionOptions } from './database.ts'
import { placeOf, toDatabaseError } from './database-error.ts'
import { dbosVersion, loadDbos } from './load-dbos.ts'
import { migrations } from './schema.ts'

/** Of all locks of this package, this one. */
const lock = `hashtextextended('upflow-jobs:migrate', 0)`

/**
 * Also done by each engine as it opens. In a moment when nothing is to be done.
 * @throws JobsError `jobs/newer-store`, or what ails the database
 */
export async function migrateJobs(url: string, signal?: AbortSignal): Promise<void> {
  const place = placeOf(url)
  const client = new pg.Client(connectionOptions(url))
  client.on('error', () => {})
  try {
    await client.connect()
    if (await isCurrent(client, place)) return
    while (!(await tryLock(client))) {
      signal?.throwIfAborted()
      await sleep(50)
    }
    if (await isCurrent(client, place)) return
    await migrateDbos(url)
    await migrateOurs(client)
  } catch (error) {
    throw toDatabaseError(place, error)
  } finally {
    await client.end().catch(() => {})
  }
}

async function isCurrent(client: pg.Client, place: string): Promise<boolean> {
  const { rows } = await client.query(`SELECT to_regclass('upflow_jobs.format') IS NOT NULL AS there`)
  if (!rows[0].there) return false
  const { format, dbos } = (await client.query('SELECT format, dbos FROM upflow_jobs.format')).rows[0]
  if (format > migrations.length)
    throw new JobsError(
      'jobs/newer-store',
      `The database of the jobs, ${place}, was written by a newer version of this program (format ${format}, this one knows ${migrations.length}). Update the program; the database is unchanged.`,
      { place, format, known: migrations.length },
    )
  return format === migrations.length && dbos === dbosVersion()
}

async function tryLock(client: pg.Client): Promise<boolean> {
  const { rows } = await client.query(`SELECT pg_try_advisory_lock(${lock}) AS got`)
  return rows[0].got
}

async function migrateDbos(url: string): Promise<void> {
  const pool = new pg.Pool({ ...connectionOptions(url), max: 2 })
  pool.on('error', () => {})
  try {
    await loadDbos().migrate(pool)
  } finally {
    await pool.end()
  }
}

async function migrateOurs(client: pg.Client): Promise<void> {
  await client.query('BEGIN')
  await client.query(`
    CREATE SCHEMA IF NOT EXISTS upflow_jobs;
    CREATE TABLE IF NOT EXISTS upflow_jobs.format (format integer NOT NULL, dbos text NOT NULL)`)
  const { rows } = await client.query('SELECT format FROM upflow_jobs.format')
  for (const sql of migrations.slice(rows[0]?.format ?? 0)) await client.query(sql)
  await client.query('DELETE FROM upflow_jobs.format')
  await client.query('INSERT INTO upflow_jobs.format VALUES ($1, $2)', [migrations.length, dbosVersion()])
  await client.query('COMMIT')
}

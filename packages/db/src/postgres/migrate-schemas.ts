/**
 * Schemas in their format: made and brought up to date in turns, so that any number of processes may begin on an empty
 * database at once. A turn is tried for, not waited for in the database: who waits there holds up others.
 */
import { setTimeout as sleep } from 'node:timers/promises'
import type { PoolClient } from 'pg'
import { DbError } from '../db-error.ts'
import type { Postgres } from './open-postgres.ts'
import { shownUrl, toPostgresError } from './postgres-error.ts'

/** By age, each the statements of one format. One that has landed is never changed. */
export type SchemaFormats = readonly (readonly string[])[]

export interface SchemaToMigrate {
  readonly schema: string
  /** In words, for errors. */
  readonly what: string
  readonly formats: SchemaFormats
}

const home = `CREATE SCHEMA IF NOT EXISTS upflow;
  CREATE TABLE IF NOT EXISTS upflow.formats (
    schema text COLLATE "C" PRIMARY KEY, format bigint NOT NULL, id uuid NOT NULL DEFAULT gen_random_uuid()
  )`
const turnMs = 50

/** 0 where there is none. */
export async function formatOfSchema({ pool, url }: Postgres, schema: string): Promise<number> {
  try {
    const { rows } = await pool.query<{ format: number }>(
      'SELECT format FROM upflow.formats WHERE schema = $1',
      [schema],
    )
    return rows[0]?.format ?? 0
  } catch (error) {
    // 42P01: there is no such table, and so nothing at all.
    if ((error as { code?: string }).code === '42P01') return 0
    throw toPostgresError(error, url)
  }
}

/** @throws DbError `db/newer-file` when it was written by a newer Upflow; it is unchanged then */
export async function migrateSchema(
  postgres: Postgres,
  { schema, what, formats }: SchemaToMigrate,
  signal?: AbortSignal,
): Promise<void> {
  const isCurrent = async () => {
    const format = await formatOfSchema(postgres, schema)
    if (format > formats.length)
      throw new DbError(
        'db/newer-file',
        `The ${what}, in ${shownUrl(postgres.url)}, was written by a newer Upflow (format ${format}, this one knows ${formats.length}). Update Upflow; nothing is changed.`,
        { schema, format, known: formats.length },
      )
    return format === formats.length
  }
  if (await isCurrent()) return
  await takingTurns(postgres, signal, async (client) => {
    const format = await formatOfSchema(postgres, schema)
    if (await isCurrent()) return
    await client.query('BEGIN')
    try {
      await client.query(home)
      if (format === 0) await client.query(`CREATE SCHEMA IF NOT EXISTS "${schema}"`)
      for (const statements of formats.slice(format))
        for (const statement of statements) await client.query(statement)
      await client.query(
        `INSERT INTO upflow.formats (schema, format) VALUES ($1, $2)
         ON CONFLICT (schema) DO UPDATE SET format = excluded.format`,
        [schema, formats.length],
      )
      await client.query('COMMIT')
    } catch (error) {
      await client.query('ROLLBACK').catch(() => {})
      throw toPostgresError(error, postgres.url)
    }
  })
}

/** Holds a lock of the session while it works, which the server drops when the connection ends. */
async function takingTurns(
  { pool, url }: Postgres,
  signal: AbortSignal | undefined,
  work: (client: PoolClient) => Promise<void>,
): Promise<void> {
  const client = await pool.connect().catch((error: unknown) => {
    throw toPostgresError(error, url)
  })
  let broken: Error | undefined
  const onError = (error: Error) => {
    broken = error
  }
  client.on('error', onError)
  const lock = `hashtextextended('upflow:migrate', 0)`
  try {
    for (;;) {
      signal?.throwIfAborted()
      const { rows } = await client.query<{ held: boolean }>(`SELECT pg_try_advisory_lock(${lock}) AS held`)
      if (rows[0]!.held) break
      await sleep(turnMs, undefined, { signal })
    }
    try {
      await work(client)
    } finally {
      await client.query(`SELECT pg_advisory_unlock(${lock})`)
    }
  } catch (error) {
    throw toPostgresError(error, url)
  } finally {
    client.off('error', onError)
    client.release(broken)
  }
}

/** With all that is in it. */
export async function removeSchema(postgres: Postgres, schema: string): Promise<void> {
  await postgres.transaction(async (client) => {
    await client.query(`DROP SCHEMA IF EXISTS "${schema}" CASCADE`)
    if ((await client.query(`SELECT to_regclass('upflow.formats') AS there`)).rows[0].there !== null)
      await client.query('DELETE FROM upflow.formats WHERE schema = $1', [schema])
  })
}

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

/** floor: of what a schema notes for copies, that of transactions before is forgotten (prune-notes.ts). */
const home = `CREATE SCHEMA IF NOT EXISTS upflow;
  CREATE TABLE IF NOT EXISTS upflow.formats (
    schema text COLLATE "C" PRIMARY KEY, format bigint NOT NULL, id uuid NOT NULL DEFAULT gen_random_uuid(),
    floor bigint NOT NULL DEFAULT 0
  )`
const turnMs = 50

/** 0 where there is none. */
export const formatOfSchema = ({ pool, url }: Postgres, schema: string): Promise<number> =>
  readFormat(pool, schema).catch((error: unknown) => {
    throw toPostgresError(error, url)
  })

async function readFormat(client: Pick<PoolClient, 'query'>, schema: string): Promise<number> {
  try {
    const { rows } = await client.query<{ format: number }>(
      'SELECT format FROM upflow.formats WHERE schema = $1',
      [schema],
    )
    return rows[0]?.format ?? 0
  } catch (error) {
    // 42P01: there is no such table, and so nothing at all.
    if ((error as { code?: string }).code === '42P01') return 0
    throw error
  }
}

/** @throws DbError `db/newer-file` when it was written by a newer Upflow; it is unchanged then */
export async function migrateSchema(
  postgres: Postgres,
  wanted: SchemaToMigrate,
  signal?: AbortSignal,
): Promise<void> {
  const isCurrent = (format: number) => {
    if (format > wanted.formats.length) throw newerSchema(postgres, wanted, format)
    return format === wanted.formats.length
  }
  if (isCurrent(await formatOfSchema(postgres, wanted.schema))) return
  await takingTurns(postgres, signal, async (client) => {
    const format = await readFormat(client, wanted.schema)
    if (!isCurrent(format)) await inTransaction(client, () => bringUpToDate(client, wanted, format))
  })
}

/**
 * Makes a schema with what `fill` puts into it, all of it or, whatever ends the process, nothing.
 * @returns null when there is one already
 */
export async function makeSchema<T>(
  postgres: Postgres,
  wanted: SchemaToMigrate,
  fill: (client: PoolClient) => Promise<T>,
  signal?: AbortSignal,
): Promise<T | null> {
  return takingTurns(postgres, signal, async (client) => {
    if ((await readFormat(client, wanted.schema)) > 0) return null
    return inTransaction(client, async () => {
      await bringUpToDate(client, wanted, 0)
      return fill(client)
    })
  })
}

async function bringUpToDate(
  client: PoolClient,
  { schema, formats }: SchemaToMigrate,
  format: number,
): Promise<void> {
  await client.query(home)
  if (format === 0) await client.query(`CREATE SCHEMA IF NOT EXISTS "${schema}"`)
  for (const statements of formats.slice(format))
    for (const statement of statements) await client.query(statement)
  await client.query(
    `INSERT INTO upflow.formats (schema, format) VALUES ($1, $2)
     ON CONFLICT (schema) DO UPDATE SET format = excluded.format`,
    [schema, formats.length],
  )
}

async function inTransaction<T>(client: PoolClient, work: () => Promise<T>): Promise<T> {
  await client.query('BEGIN')
  try {
    const result = await work()
    await client.query('COMMIT')
    return result
  } catch (error) {
    await client.query('ROLLBACK').catch(() => {})
    throw error
  }
}

const newerSchema = (
  { url }: Pick<Postgres, 'url'>,
  { schema, what, formats }: SchemaToMigrate,
  format: number,
) =>
  new DbError(
    'db/newer-file',
    `The ${what}, in ${shownUrl(url)}, was written by a newer Upflow (format ${format}, this one knows ${formats.length}). Update Upflow; nothing is changed.`,
    { schema, format, known: formats.length },
  )

/** Holds a lock of the session while it works, which the server drops when the connection ends. */
async function takingTurns<T>(
  { pool, url }: Postgres,
  signal: AbortSignal | undefined,
  work: (client: PoolClient) => Promise<T>,
): Promise<T> {
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
      return await work(client)
    } finally {
      // Where it is the connection that broke, that is what is told.
      await client.query(`SELECT pg_advisory_unlock(${lock})`).catch((error: Error) => {
        broken ??= error
      })
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

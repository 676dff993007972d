/** The connections to the database: a pool for what is short, which no cut link holds up for ever. */
import { setTimeout as sleep } from 'node:timers/promises'
import { isStoreTrouble } from '@upflow/jobs'
import pg from 'pg'
import { databaseClosed, placeOf, toDatabaseError } from './database-error.ts'

export type Queryable = Pick<pg.ClientBase, 'query'>
export type Transaction = pg.PoolClient

export interface Database {
  readonly pool: pg.Pool
  /** Of the host and the database, to be shown. */
  readonly place: string
  /** Again and again for a while when the database is lost meanwhile. */
  read<Row extends object>(sql: string, values?: readonly unknown[]): Promise<Row[]>
  /** One statement that changes something. @throws JobsError when it may not have been done */
  write<Row extends object>(sql: string, values?: readonly unknown[]): Promise<Row[]>
  /** What one statement does. */
  attempt<T>(work: (pool: Queryable) => Promise<T>): Promise<T>
  /** Whole or not at all; once more when others were in its way. */
  transact<T>(work: (transaction: Transaction) => Promise<T>): Promise<T>
  close(): Promise<void>
}

/** Nothing that is asked takes as long: a link that gives no answer for so long is cut. */
const longestSilenceMs = 30_000
const readPatienceMs = 30_000
const connections = 12
const collisions = 5

/** A machine that vanishes is found out by the server in 14 seconds, and what it has begun undone. */
export const soonLost = `SET tcp_keepalives_idle = 5; SET tcp_keepalives_interval = 3; SET tcp_keepalives_count = 3;
  SET tcp_user_timeout = 14000; SET idle_in_transaction_session_timeout = 30000`

export const connectionOptions = (url: string): pg.ClientConfig => ({
  connectionString: url,
  application_name: 'upflow-jobs',
  connectionTimeoutMillis: 10_000,
  keepAlive: true,
  keepAliveInitialDelayMillis: 5_000,
  // Times are numbers, of these connections alone.
  types: {
    getTypeParser: (oid: number, format?: 'text' | 'binary') =>
      oid === pg.types.builtins.INT8 ? Number : pg.types.getTypeParser(oid, format as 'text'),
  } as pg.CustomTypesConfig,
})

export function openDatabase(url: string): Database {
  const place = placeOf(url)
  const pool = new pg.Pool({
    ...connectionOptions(url),
    max: connections,
    // Waited for, although its type does not say so.
    onConnect: async (client) => {
      // Who asks through a connection hears of its loss.
      client.on('error', () => {})
      cutWhenSilent(client, longestSilenceMs)
      await client.query(soonLost)
    },
  })
  pool.on('error', () => {})

  const attempt: Database['attempt'] = async (work) => {
    if (pool.ending) throw databaseClosed(place)
    try {
      return await work(pool as unknown as Queryable)
    } catch (error) {
      throw toDatabaseError(place, error)
    }
  }
  const write: Database['write'] = async (sql, values = []) =>
    (await attempt((pool) => pool.query(sql, [...values]))).rows
  const transactOnce = async <T>(work: (transaction: Transaction) => Promise<T>): Promise<T> => {
    const client = await pool.connect()
    let broken: Error | undefined
    try {
      await client.query('BEGIN')
      const result = await work(client)
      await client.query('COMMIT')
      return result
    } catch (error) {
      await client.query('ROLLBACK').catch((lost: Error) => {
        broken = lost
      })
      throw error
    } finally {
      client.release(broken)
    }
  }
  return {
    pool,
    place,
    write,
    attempt,
    async read<Row extends object>(sql: string, values: readonly unknown[] = []) {
      const since = performance.now()
      for (let pauseMs = 25; ; pauseMs = Math.min(1_000, 2 * pauseMs)) {
        try {
          return await write<Row>(sql, values)
        } catch (error) {
          const isOver = performance.now() - since > readPatienceMs
          if (isOver || !isStoreTrouble(error) || !error.retryable) throw error
        }
        await sleep(pauseMs)
      }
    },
    async transact(work) {
      if (pool.ending) throw databaseClosed(place)
      for (let tries = 1; ; tries++) {
        try {
          return await transactOnce(work)
        } catch (thrown) {
          const error = toDatabaseError(place, thrown)
          const isCollision = (error as { code?: unknown }).code === 'jobs/store-busy'
          if (!isCollision || tries === collisions) throw error
        }
      }
    },
    close: () => pool.end(),
  }
}

/** An answer that does not come is told by the socket: what was asked fails as when the server had gone. */
export function cutWhenSilent(client: pg.ClientBase, silenceMs: number): void {
  const { stream } = (client as unknown as { connection: { stream: import('node:net').Socket } }).connection
  stream.setTimeout(silenceMs, () => {
    stream.destroy(Object.assign(new Error(`no answer for ${silenceMs} ms`), { code: 'ETIMEDOUT' }))
  })
}

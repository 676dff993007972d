/** Opens a PostgreSQL database: a pool for the thread that asks, with instants and counts as numbers. */
import type { Socket } from 'node:net'
import type { ClientBase, Pool, PoolClient } from 'pg'
import { type BusyRetryOptions, withBusyRetry } from '../sqlite/busy.ts'
import { toPostgresError } from './postgres-error.ts'

export interface Postgres {
  readonly url: string
  readonly pool: Pool
  /** One transaction, tried again where it and another were in each other's way. May run several times. */
  transaction<T>(work: (client: PoolClient) => Promise<T>, options?: TransactionOptions): Promise<T>
  /** What is asked on a connection of its own, which breaks when the server is silent for so long in the midst of it. */
  ask<T>(question: (client: PoolClient) => Promise<T>, silenceMs: number): Promise<T>
  /** Idempotent. */
  close(): Promise<void>
}

export interface TransactionOptions {
  readonly busy?: BusyRetryOptions
  /** All that it reads is of one moment, and it writes nothing. */
  readonly isSnapshot?: boolean
  /**
   * Its end waits for no disk, as in a file: a crash of the server may undo it, whole, with what came after it. For what
   * is read or made once more then.
   */
  readonly isRepeatable?: boolean
  /** Its connection breaks when it is silent for so long, so that it ends here too (default: it may be for ever). */
  readonly silenceMs?: number
}

export interface PostgresOptions {
  /** How many connections at once (default 4). */
  readonly connections?: number
  readonly connectTimeoutMs?: number
  /** After so long without a word the server ends a transaction, and lets go of its locks (default 30 s). */
  readonly idleInTransactionMs?: number
}

/**
 * A machine that vanishes is found out by the server in 14 seconds, and a process that hangs in the midst of a
 * transaction ends it: what either has locked is free for who takes over.
 */
const soonLost = (idleInTransactionMs: number) =>
  `SET tcp_keepalives_idle = 5; SET tcp_keepalives_interval = 3; SET tcp_keepalives_count = 3;
   SET tcp_user_timeout = 14000; SET idle_in_transaction_session_timeout = ${idleInTransactionMs}`

const int8 = 20
const numeric = 1700
const toNumber = (text: string): number => Number(text)

/** A connection that gives no answer for so long is broken for who waits for one. @returns what ends the watch */
export function endWhenSilent(client: ClientBase, silenceMs: number): () => void {
  const { stream } = (client as unknown as { connection: { stream: Socket } }).connection
  const end = () => {
    stream.destroy(Object.assign(new Error(`no answer for ${silenceMs} ms`), { code: 'ETIMEDOUT' }))
  }
  stream.setTimeout(silenceMs, end)
  return () => stream.setTimeout(0, end)
}

/** Connects with the first query. */
export async function openPostgres(
  url: string,
  { connections = 4, connectTimeoutMs = 10_000, idleInTransactionMs = 30_000 }: PostgresOptions = {},
): Promise<Postgres> {
  // Whoever keeps files loads no driver.
  const { default: pg } = await import('pg')
  const pool = new pg.Pool({
    connectionString: url,
    max: connections,
    connectionTimeoutMillis: connectTimeoutMs,
    application_name: 'upflow',
    keepAlive: true,
    keepAliveInitialDelayMillis: 5_000,
    // Waited for, although its type does not say so.
    onConnect: async (client) => {
      const answered = endWhenSilent(client, connectTimeoutMs)
      await client.query(soonLost(idleInTransactionMs))
      answered()
    },
    // Of this pool alone: others in the process have parsers of their own.
    types: {
      getTypeParser: ((oid: number, format?: 'text' | 'binary') =>
        oid === int8 || oid === numeric
          ? toNumber
          : pg.types.getTypeParser(oid, format as 'text')) as typeof pg.types.getTypeParser,
    },
  })
  // An idle connection that breaks is replaced by the next query, which says what is wrong if it cannot be. One that
  // breaks in the midst of a query fails it, and says so besides: whoever has it may not listen, and Kysely does not.
  pool.on('error', () => {})
  pool.on('connect', (client) => client.on('error', () => {}))
  let closed: Promise<void> | null = null
  return {
    url,
    pool,
    async transaction(work, { busy, isSnapshot = false, isRepeatable = false, silenceMs = 0 } = {}) {
      const begin = isSnapshot
        ? 'BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY'
        : isRepeatable
          ? 'BEGIN; SET LOCAL synchronous_commit = off'
          : 'BEGIN'
      const run = async () => {
        try {
          return await onConnection(pool, silenceMs, inTransaction(begin, work))
        } catch (error) {
          throw toPostgresError(error, url)
        }
      }
      return busy ? withBusyRetry(run, busy) : run()
    },
    async ask(question, silenceMs) {
      try {
        return await onConnection(pool, silenceMs, question)
      } catch (error) {
        throw toPostgresError(error, url)
      }
    },
    close() {
      closed ??= pool.end()
      return closed
    },
  }
}

/** What broke meanwhile is not used again. @param silenceMs 0 for ever */
async function onConnection<T>(
  pool: Pool,
  silenceMs: number,
  work: (client: PoolClient, giveUp: (error: Error) => void) => Promise<T>,
): Promise<T> {
  const client = await pool.connect()
  let broken: Error | undefined
  const giveUp = (error: Error) => {
    broken ??= error
  }
  client.on('error', giveUp)
  const answered = endWhenSilent(client, silenceMs)
  try {
    return await work(client, giveUp)
  } finally {
    answered()
    client.off('error', giveUp)
    client.release(broken)
  }
}

const inTransaction =
  <T>(begin: string, work: (client: PoolClient) => Promise<T>) =>
  async (client: PoolClient, giveUp: (error: Error) => void): Promise<T> => {
    try {
      await client.query(begin)
      const result = await work(client)
      await client.query('COMMIT')
      return result
    } catch (error) {
      await client.query('ROLLBACK').catch(giveUp)
      throw error
    }
  }

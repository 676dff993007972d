/**
 * The one connection of an engine that is there all the time: PostgreSQL keeps a lock for it, by which others see that
 * it lives, and tells it of what happens. Lost, it is made again at once.
 */
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { connectionOptions, cutWhenSilent, soonLost } from './database.ts'
import { toDatabaseError } from './database-error.ts'
import { channel } from './move-run.ts'

export interface Session {
  /** @throws Error while there is no connection */
  query<Row extends object>(sql: string, values?: readonly unknown[]): Promise<Row[]>
  /** Null: there is none. What is known of locks is from before. */
  connectedForMs(): number | null
  /** Whether it is another than the first. */
  wasLost(): boolean
  close(): Promise<void>
}

export interface SessionOptions {
  readonly url: string
  readonly place: string
  readonly owner: string
  readonly onNotification: (payload: string) => void
  /** Made again: what was told meanwhile was not heard. */
  readonly onReconnect: () => void
  readonly signal: AbortSignal | undefined
}

export const ownerLock = (owner: string) => `hashtextextended('upflow-jobs:owner:' || ${owner}, 0)`

const silenceMs = 15_000
const firstPauseMs = 20
const longestPauseMs = 500

/** Connected, listening and with the lock. @throws JobsError when it cannot be, the first time */
export async function openSession(options: SessionOptions): Promise<Session> {
  const { url, place, owner, onNotification, onReconnect, signal } = options
  let client: pg.Client | null = null
  let connectedAt = 0
  let losses = 0
  let isClosed = false

  const connect = async (): Promise<void> => {
    const next = new pg.Client(connectionOptions(url))
    let isLost = false
    const lose = () => {
      isLost = true
      if (client !== next) return
      client = null
      losses++
      if (!isClosed) void connectAgain()
    }
    next.on('error', lose)
    next.on('end', lose)
    try {
      await next.connect()
      cutWhenSilent(next, silenceMs)
      await next.query(soonLost)
      next.on('notification', ({ payload }) => payload && onNotification(payload))
      await next.query(`LISTEN ${channel}`)
      while (!isClosed && !(await tryLock(next, owner))) {
        signal?.throwIfAborted()
        await sleep(firstPauseMs)
      }
      if (isLost || isClosed) throw new Error('Connection terminated')
    } catch (error) {
      next.removeAllListeners('end')
      await next.end().catch(() => {})
      throw error
    }
    client = next
    connectedAt = performance.now()
  }
  const connectAgain = async () => {
    for (let pauseMs = firstPauseMs; !isClosed; pauseMs = Math.min(longestPauseMs, 2 * pauseMs)) {
      try {
        await connect()
        return onReconnect()
      } catch {
        // What asks meanwhile says so.
      }
      await sleep(pauseMs)
    }
  }
  try {
    await connect()
  } catch (error) {
    throw toDatabaseError(place, error)
  }
  return {
    async query<Row extends object>(sql: string, values: readonly unknown[] = []) {
      try {
        if (!client) throw new Error('Connection terminated')
        return (await client.query(sql, [...values])).rows as Row[]
      } catch (error) {
        throw toDatabaseError(place, error)
      }
    },
    connectedForMs: () => (client ? performance.now() - connectedAt : null),
    wasLost: () => losses > 0,
    async close() {
      isClosed = true
      await client?.end().catch(() => {})
    },
  }
}

async function tryLock(client: pg.Client, owner: string): Promise<boolean> {
  const { rows } = await client.query(`SELECT pg_try_advisory_lock(${ownerLock('$1')}) AS got`, [owner])
  return rows[0].got
}

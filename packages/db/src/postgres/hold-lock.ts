/**
 * A lock that one process holds as long as it lives: of a session, which the server ends with the connection. Where the
 * connection breaks the lock may be another's, so whoever holds it is told; a connection that gives no answer is broken
 * before the server, which tells a machine that vanished by its silence, gives the lock to another.
 */
import type { PoolClient } from 'pg'
import { endWhenSilent, openPostgres } from './open-postgres.ts'
import { toPostgresError } from './postgres-error.ts'

export interface HeldLock {
  /** Idempotent. */
  release(): Promise<void>
}

export interface LockOptions {
  /** At most 63 characters. What an earlier connection of this name still holds is freed first: it is ended. */
  readonly holder: string
  /** Several may hold it, while nobody holds it alone (default false). */
  readonly isShared?: boolean
  /** Told once, when the connection breaks while it is held. */
  readonly onLost: (error: unknown) => void
  /** How often the connection is tried, and how long an answer may take: together less than the server's 14 s. */
  readonly askEveryMs?: number
  readonly silenceMs?: number
}

const endPatienceMs = 5_000

/**
 * @returns null when another holds it
 * @throws DbError `db/unreachable`
 */
export async function holdLock(
  url: string,
  name: string,
  { holder, isShared = false, onLost, askEveryMs = 3_000, silenceMs = 8_000 }: LockOptions,
): Promise<HeldLock | null> {
  const postgres = await openPostgres(url, { connections: 1 })
  let client: PoolClient | null = null
  let isHeld = false
  let timer: NodeJS.Timeout | undefined
  /** With its connection goes the lock. */
  const release = async () => {
    isHeld = false
    clearTimeout(timer)
    client?.release(true)
    client = null
    await postgres.close()
  }
  const lose = (error: unknown) => {
    if (!isHeld) return
    void release()
    onLost(toPostgresError(error, url))
  }
  /** One question at a time: two would keep a connection alive on which nobody answers. */
  const askAgain = (asked: PoolClient) => {
    timer = setTimeout(() => {
      asked.query('SELECT 1').then(() => {
        if (isHeld) askAgain(asked)
      }, lose)
    }, askEveryMs).unref()
  }
  try {
    client = await postgres.pool.connect()
    client.on('error', lose)
    endWhenSilent(client, silenceMs)
    await endEarlier(client, holder)
    const { rows } = await client.query<{ held: boolean }>(
      `SELECT pg_try_advisory_lock${isShared ? '_shared' : ''}(hashtextextended($1, 0)) AS held`,
      [name],
    )
    if (rows[0]!.held) {
      isHeld = true
      askAgain(client)
      return { release }
    }
    await release()
    return null
  } catch (error) {
    await release()
    throw toPostgresError(error, url)
  }
}

/** A server may take a connection for alive that its client has lost already, and keep the lock for it. */
async function endEarlier(client: PoolClient, holder: string): Promise<void> {
  await client.query("SELECT set_config('application_name', $1, false)", [holder])
  await client.query(
    `SELECT pg_terminate_backend(pid, ${endPatienceMs}) FROM pg_stat_activity
     WHERE application_name = $1 AND usename = current_user AND pid <> pg_backend_pid()`,
    [holder],
  )
}

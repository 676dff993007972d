/**
 * A lock that one process holds as long as it lives: of a session, which the server ends with the connection. Where the
 * connection breaks the lock may be another's, so whoever holds it is told.
 */
import { openPostgres, type Postgres } from './open-postgres.ts'
import { toPostgresError } from './postgres-error.ts'

export interface HeldLock {
  /** Idempotent. */
  release(): Promise<void>
}

/**
 * @param onLost told once, when the connection breaks while it is held
 * @returns null when another holds it
 * @throws DbError `db/unreachable`
 */
export async function holdLock(
  url: string,
  name: string,
  onLost: (error: unknown) => void,
): Promise<HeldLock | null> {
  const postgres: Postgres = await openPostgres(url, { connections: 1 })
  try {
    const client = await postgres.pool.connect()
    let isHeld = true
    client.on('error', (error) => {
      if (!isHeld) return
      isHeld = false
      client.release(error)
      onLost(toPostgresError(error, url))
    })
    // The server tells a machine that vanished by its silence, in some 15 s.
    await client.query(
      'SET tcp_keepalives_idle = 5; SET tcp_keepalives_interval = 3; SET tcp_keepalives_count = 3',
    )
    const { rows } = await client.query<{ held: boolean }>(
      'SELECT pg_try_advisory_lock(hashtextextended($1, 0)) AS held',
      [name],
    )
    const release = async () => {
      // With its connection goes the lock.
      if (isHeld) client.release(true)
      isHeld = false
      await postgres.close()
    }
    if (rows[0]!.held) return { release }
    await release()
    return null
  } catch (error) {
    await postgres.close()
    throw toPostgresError(error, url)
  }
}

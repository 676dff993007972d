/**
 * Commits that wait for no disk are seen at once, and undone by a crash of the server, which then gives the numbers of
 * their transactions to others. Whoever keeps what it has seen under these numbers makes sure of it first.
 */
import type { Postgres } from './open-postgres.ts'
import { toPostgresError } from './postgres-error.ts'

/** What was committed before is on the disk after. @throws DbError `db/unreachable` */
export async function flushCommits({ pool, url }: Pick<Postgres, 'pool' | 'url'>): Promise<void> {
  try {
    // A commit that waits takes along all before it, and has to have something to write: a message that nobody reads.
    await pool.query(
      `SELECT set_config('synchronous_commit', 'local', true), pg_logical_emit_message(true, 'upflow', '')`,
    )
  } catch (error) {
    throw toPostgresError(error, url)
  }
}

/**
 * What is left by those who are dead goes on elsewhere. Dead is whose lock is free, which PostgreSQL sees to when a
 * process or its machine goes, or who has not been seen for the length of a lease. A wrong suspicion costs work, never a
 * wrong record: DBOS fences off whoever executes a workflow that was given to another.
 */
import type { Database } from './database.ts'
import { executors, giveBackUnbegun } from './dbos-rows.ts'
import { ownerLock, type Session } from './session.ts'
import { takeBack } from './take-back.ts'

export interface Recovery {
  /** Looks once, also whether it is known itself: who is declared dead while it lives registers again. */
  look(): Promise<void>
  register(): Promise<void>
  unregister(): Promise<void>
}

/** So long nobody is declared dead after locks were lost: all who live take theirs again. */
const graceMs = 5_000

export function createRecovery({
  database,
  session,
  owner,
  queues,
  startedAt,
  now,
  leaseMs,
  maxRecoveries,
}: {
  readonly database: Database
  readonly session: Session
  readonly owner: string
  /** Those that it serves by now: others leave what is in them to it. */
  readonly queues: () => readonly string[]
  readonly startedAt: number
  readonly now: () => number
  readonly leaseMs: number
  readonly maxRecoveries: number
}): Recovery {
  let seenAt = Number.NEGATIVE_INFINITY
  let strangersAt = 0
  /** Whose lock was free at the last look. */
  let suspects = new Set<string>()

  const register = async () => {
    // What is not heard of is said again at the next look.
    seenAt = Number.NEGATIVE_INFINITY
    await database.write(
      `INSERT INTO upflow_jobs.owners (id, started_at, queues, seen_at) VALUES ($1, $2, $3, now())
       ON CONFLICT (id) DO UPDATE SET queues = excluded.queues, seen_at = now()`,
      [owner, startedAt, JSON.stringify(queues())],
    )
    seenAt = performance.now()
  }
  const lockOf = async (id: string): Promise<boolean> => {
    const [row] = await session.query<{ got: boolean }>(
      `SELECT pg_try_advisory_lock(${ownerLock('$1')}) AS got`,
      [id],
    )
    return row!.got
  }
  const unlock = (id: string) => session.query(`SELECT pg_advisory_unlock(${ownerLock('$1')})`, [id])

  /** In any order with others who do the same: each run is taken by one of them. */
  const takeAll = async (dead: string) => {
    const runs = await database.read<{ id: string }>(
      `SELECT id FROM upflow_jobs.runs WHERE owner = $1 AND status = 'running'`,
      [dead],
    )
    for (const { id } of runs) await takeBack(database, { runId: id, owner: dead, now: now(), maxRecoveries })
    await database.transact((transaction) => giveBackUnbegun(transaction, dead))
    await database.write('DELETE FROM upflow_jobs.owners WHERE id = $1', [dead])
  }
  /** Does with an owner whose lock is free what is to be done with the dead, and keeps the lock meanwhile. */
  const whenFree = async (id: string, work: () => Promise<void>): Promise<boolean> => {
    if (!(await lockOf(id))) return false
    try {
      await work()
    } finally {
      await unlock(id)
    }
    return true
  }
  const judge = async (id: string, silentMs: number, found: Set<string>) => {
    const isFree = await whenFree(id, async () => {
      if (suspects.has(id)) await takeAll(id)
      else found.add(id)
    })
    if (!isFree && silentMs > leaseMs) await takeAll(id)
  }
  /** Who executes without being known: declared dead while it was only away, and gone before it was known again. */
  const judgeStrangers = async (known: readonly string[]) => {
    strangersAt = performance.now()
    for (const { id } of await session.query<{ id: string }>(executors))
      if (!known.includes(id) && id !== owner) await whenFree(id, () => takeAll(id))
  }

  return {
    register,
    async look() {
      const [server] = await session.query<{ up_ms: number }>(
        'SELECT (extract(epoch FROM now() - pg_postmaster_start_time()) * 1000)::float8 AS up_ms',
      )
      const owners = await session.query<{ id: string; silent_ms: number }>(
        'SELECT id, (extract(epoch FROM now() - seen_at) * 1000)::float8 AS silent_ms FROM upflow_jobs.owners',
      )
      const isKnown = owners.some(({ id }) => id === owner)
      if (performance.now() - seenAt > leaseMs / 3 || !isKnown) await register()
      const found = new Set<string>()
      const connectedForMs = session.connectedForMs() ?? 0
      if (server!.up_ms > graceMs && (connectedForMs > graceMs || !session.wasLost())) {
        for (const { id, silent_ms } of owners) if (id !== owner) await judge(id, silent_ms, found)
        if (performance.now() - strangersAt > leaseMs / 3) await judgeStrangers(owners.map(({ id }) => id))
      }
      suspects = found
    },
    async unregister() {
      await database.transact((transaction) => giveBackUnbegun(transaction, owner))
      // Who leaves a body behind that does not end is found dead by the lock.
      await database.write(
        `DELETE FROM upflow_jobs.owners WHERE id = $1
           AND NOT EXISTS (SELECT 1 FROM upflow_jobs.runs WHERE owner = $1 AND status = 'running')`,
        [owner],
      )
    },
  }
}

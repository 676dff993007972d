/** Takes runs back from owners that are provably dead, whom nobody knows, or whose lease ran out. */
import type { ErrorRecord } from '../jobs-error.ts'
import type { TerminalStatus } from '../run.ts'
import type { Maybe, Store } from '../store.ts'
import type { EndRun } from './end-run.ts'
import type { OwnerLocks } from './owner-lock.ts'
import type { RunningRow } from './rows.ts'
import type { Statements } from './statements.ts'
import type { Writer } from './writer.ts'

export function createRecovery({
  sql,
  locks,
  read,
  write,
  addEvents,
  endRun,
  steadyIn,
}: {
  readonly sql: Statements
  readonly locks: OwnerLocks
  readonly endRun: EndRun
  readonly steadyIn: (ms: number) => { readonly steadyAt: number; readonly boot: string | null }
  readonly read: <T>(work: () => T) => Maybe<T>
} & Pick<Writer, 'write' | 'addEvents'>): Store['recover'] {
  /** Leases that end too far from now: since when nobody renewed them. */
  let tooFar = new Map<string, number>()
  const findStuck = (rows: readonly RunningRow[], now: number, leaseMs: number) => {
    const seen = rows
      .filter((row) => row.lease_until > now + leaseMs)
      .map((row) => `${row.id} ${row.generation} ${row.lease_until}`)
    const clock = performance.now()
    tooFar = new Map(seen.map((lease) => [lease, tooFar.get(lease) ?? clock]))
    return (row: RunningRow) =>
      clock - (tooFar.get(`${row.id} ${row.generation} ${row.lease_until}`) ?? clock) > leaseMs
  }
  const find = (now: number, leaseMs: number) => {
    const dead = sql.owners.all().flatMap((owner) => (locks.isDead(owner) ? [owner.id] : []))
    const running = sql.running.all()
    const isStuck = findStuck(running, now, leaseMs)
    const lost = running.filter(
      (row) => row.known === 0 || row.lease_until <= now || dead.includes(row.owner!) || isStuck(row),
    )
    return { dead, lost }
  }

  const end = (id: string, now: number, status: TerminalStatus, error: ErrorRecord | null) =>
    endRun(id, { status, error, now }, (event, became) => addEvents(id, [event], became))
  /** Ends a lost run or makes it available again; false when its owner was quicker. */
  const takeBack = (row: RunningRow, now: number, maxRecoveries: number): boolean => {
    if (!sql.fence.get(row.id, row.owner!, row.generation)) return false
    sql.countRecovery.run(row.id)
    if (row.cancel_requested) end(row.id, now, 'cancelled', null)
    else if (row.recoveries >= maxRecoveries) {
      const times = row.recoveries + 1
      const message = `The process that executed this run was lost ${times} times. Look at the last step in its events; retry it when the reason is gone.`
      end(row.id, now, 'dead', { code: 'jobs/dead', message, facts: { recoveries: times } })
    } else {
      sql.makeAvailable.run({ id: row.id, status: 'pending', at: now, ...steadyIn(0) })
      addEvents(row.id, [{ type: 'run.recovered', at: now, step: null }], {
        status: 'pending',
        calls: 'claim',
      })
    }
    return true
  }
  const takeAllBack = write(
    (dead: readonly string[], lost: readonly RunningRow[], now: number, maxRecoveries: number) => {
      for (const owner of dead) sql.deleteOwner.run(owner)
      return lost.filter((row) => takeBack(row, now, maxRecoveries)).length
    },
  )

  return async (now, maxRecoveries, leaseMs) => {
    // Locks are tried outside of a transaction; the fence decides again inside.
    const { dead, lost } = await read(() => find(now, leaseMs))
    if (lost.length === 0 && dead.length === 0) return 0
    const recovered = await takeAllBack(dead, lost, now, maxRecoveries)
    for (const owner of dead) locks.forget(owner)
    return recovered
  }
}

/** Gives an owner the first run that it may have. Most looks find nothing: they must not take the write lock. */
import { steadyMs } from '../steady-clock.ts'
import type { ClaimRequest, Maybe, Store } from '../store.ts'
import { type RunRow, toRun } from './rows.ts'
import type { Claimable, Statements } from './statements.ts'
import type { Writer } from './writer.ts'

export function createClaim({
  sql,
  boot,
  read,
  write,
  addEvents,
}: {
  readonly sql: Statements
  readonly boot: string | null
  readonly read: <Args extends unknown[], Result>(
    work: (...args: Args) => Maybe<Result>,
  ) => (...args: Args) => Maybe<Result>
} & Pick<Writer, 'write' | 'addEvents'>): Store['claim'] {
  const findClaimable = (wanted: Claimable) => sql.claimableSoon.get(wanted) ?? sql.claimable.get(wanted)
  const claimNext = write((wanted: Claimable, owner: string, leaseMs: number) => {
    const { now } = wanted
    const row = findClaimable(wanted)
    if (!row) return null
    const run = toRun(sql.claim.get({ id: row.id, owner, leaseUntil: now + leaseMs, now }) as RunRow)
    addEvents(row.id, [{ type: 'run.claimed', at: now, step: null, owner, generation: run.generation }], {
      status: 'running',
      calls: null,
    })
    return run
  })
  return read(({ owner, queues, jobs, now, leaseMs }: ClaimRequest) => {
    const wanted = {
      now,
      steady: steadyMs(),
      boot,
      queues: JSON.stringify(queues),
      jobs: JSON.stringify(jobs.map((job) => `${job.name}@${job.version}`)),
    }
    return findClaimable(wanted) ? claimNext(wanted, owner, leaseMs) : null
  })
}

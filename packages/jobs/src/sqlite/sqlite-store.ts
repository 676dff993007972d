/** The store on one SQLite file, which several processes may share: short IMMEDIATE transactions on a WAL. */
import type { ErrorRecord } from '../jobs-error.ts'
import { JobsError, LeaseLost } from '../jobs-error.ts'
import type { NewEvent, Run, RunEvent, StepRecord } from '../run.ts'
import { isTerminal } from '../run.ts'
import type { Progress } from '../step.ts'
import type { Fence, NewRun, RunFilter, Store, StoredSchedule, TriggerOutcome } from '../store.ts'
import { listRuns } from './list-runs.ts'
import { type Durability, openJobsFile } from './open-jobs-file.ts'
import { createOwnerLocks } from './owner-lock.ts'
import { type RunRow, toEvent, toRun, toSchedule, toStep } from './rows.ts'
import { prepareStatements } from './statements.ts'

export interface SqliteStoreOptions {
  readonly path: string
  /** Default `normal`. */
  readonly durability?: Durability
}

/**
 * Opens the file at once.
 * @throws JobsError `jobs/store-unusable` or `jobs/newer-store`
 */
export function sqliteStore({ path, durability = 'normal' }: SqliteStoreOptions): Store {
  const database = openJobsFile(path, durability)
  const sql = prepareStatements(database)
  const locks = createOwnerLocks(`${path}.owners`)
  const listeners = new Set<() => void>()
  const dataVersion = () => database.pragma('data_version', { simple: true }) as number
  let seenVersion = dataVersion()

  /** One IMMEDIATE transaction; listeners hear of it when it has committed. */
  const write = <Args extends unknown[], Result>(work: (...args: Args) => Result) => {
    const transaction = database.transaction(work)
    return (...args: Args): Result => {
      const result = transaction.immediate(...args)
      for (const listener of listeners) listener()
      return result
    }
  }
  const putEvents = (runId: string, last: number, events: readonly NewEvent[]) => {
    let seq = last - events.length
    for (const { at, step, ...body } of events)
      sql.insertEvent.run(runId, ++seq, at, step, JSON.stringify(body))
  }
  const addEvents = (runId: string, events: readonly NewEvent[]) =>
    putEvents(runId, sql.number.get(events.length, runId)!.seq, events)
  /** Checks the fence, numbers the events and stores the run's progress. */
  const fenced = (fence: Fence, events: readonly NewEvent[], progress: Progress | null) => {
    const row = sql.fence.get(events.length, fence.runId, fence.owner, fence.generation)
    if (!row) throw new LeaseLost(fence.runId, fence.generation)
    putEvents(fence.runId, row.seq, events)
    if (progress) sql.setProgress.run(JSON.stringify(progress), fence.runId)
  }
  const end = (id: string, status: string, now: number, output: string | null, error: ErrorRecord | null) =>
    sql.end.run({ id, status, output, error: error && JSON.stringify(error), now })
  const finished = (at: number, status: 'cancelled' | 'dead', error: ErrorRecord | null): NewEvent => ({
    type: 'run.finished',
    at,
    step: null,
    status,
    error,
  })
  const mustGet = (id: string): Run => toRun(sql.get.get(id) as RunRow)

  /** In a transaction: the run that the request leads to. */
  const create = (run: NewRun): { run: Run; outcome: TriggerOutcome } => {
    const same =
      run.idempotencyKey === null ? undefined : sql.byIdempotencyKey.get(run.job, run.idempotencyKey)
    if (same) return { run: toRun(same), outcome: 'existing' }
    if (run.concurrencyKey !== null && run.onConflict !== 'queue') {
      const others = sql.activeByKey.all(run.concurrencyKey)
      const other = others.find(
        (row) => row.job === run.job && row.input === run.input && row.cancel_requested === 0,
      )
      if (run.onConflict === 'join' && other) return { run: toRun(other), outcome: 'joined' }
      if (run.onConflict === 'reject' && others[0])
        throw new JobsError(
          'jobs/conflict',
          `Run ${others[0].id} already holds or waits for '${run.concurrencyKey}'. Wait for it, cancel it, or queue behind it.`,
          { runId: others[0].id, concurrencyKey: run.concurrencyKey },
        )
    }
    sql.insertRun.run({ ...run, labels: JSON.stringify(run.labels) })
    addEvents(run.id, [{ type: 'run.triggered', at: run.createdAt, step: null }])
    return { run: mustGet(run.id), outcome: 'created' }
  }

  /** Ends a lost run or makes it available again; false when its owner was quicker. */
  const takeBack = (row: RunRow, now: number, maxRecoveries: number): boolean => {
    if (!sql.fence.get(0, row.id, row.owner!, row.generation)) return false
    sql.countRecovery.run(row.id)
    if (row.cancel_requested) {
      end(row.id, 'cancelled', now, null, null)
      addEvents(row.id, [finished(now, 'cancelled', null)])
    } else if (row.recoveries >= maxRecoveries) {
      const times = row.recoveries + 1
      const message = `The process that executed this run was lost ${times} times. Look at the last step in its events; retry it when the reason is gone.`
      const error = { code: 'jobs/dead', message, facts: { recoveries: times } }
      end(row.id, 'dead', now, null, error)
      addEvents(row.id, [finished(now, 'dead', error)])
    } else {
      sql.makeAvailable.run({ id: row.id, status: 'pending', at: now })
      addEvents(row.id, [{ type: 'run.recovered', at: now, step: null }])
    }
    return true
  }

  return {
    registerOwner: write((owner: string, now: number) => {
      locks.acquire(owner)
      sql.insertOwner.run(owner, locks.machine, now)
    }),

    createRun: write(create),

    claim: ({ owner, queues, jobs, now, leaseMs }) => {
      const wanted = {
        now,
        queues: JSON.stringify(queues),
        jobs: JSON.stringify(jobs.map((job) => `${job.name}@${job.version}`)),
      }
      // Most looks find nothing: they must not take the write lock.
      if (!sql.claimable.get(wanted)) return null
      return write(() => {
        const row = sql.claimable.get(wanted)
        if (!row) return null
        sql.claim.run({ id: row.id, owner, leaseUntil: now + leaseMs, now })
        const run = mustGet(row.id)
        addEvents(row.id, [{ type: 'run.claimed', at: now, step: null, owner, generation: run.generation }])
        return run
      })()
    },

    nextAvailableAt: (queues, now) => sql.nextAvailableAt.get(JSON.stringify(queues), now)?.at ?? null,

    recover: (now, maxRecoveries) => {
      // Locks are tried outside of a transaction; the fence decides again inside.
      const dead = new Set(
        sql.ownersOf.all(locks.machine).flatMap(({ id }) => (locks.isDead(id) ? [id] : [])),
      )
      const lost = sql.running
        .all()
        .filter((row) => row.known === 0 || row.lease_until <= now || dead.has(row.owner!))
      if (lost.length === 0 && dead.size === 0) return 0
      const recovered = write(() => {
        for (const owner of dead) sql.deleteOwner.run(owner)
        return lost.filter((row) => takeBack(row, now, maxRecoveries)).length
      })()
      for (const owner of dead) locks.forget(owner)
      return recovered
    },

    renew: (fences, until) => {
      if (fences.length === 0) return { lost: [] }
      return database
        .transaction(() => ({
          lost: fences
            .filter(
              ({ runId, owner, generation }) => sql.renew.run(until, runId, owner, generation).changes === 0,
            )
            .map(({ runId }) => runId),
        }))
        .immediate()
    },
    cancelRequests: (fences) =>
      fences.flatMap(({ runId, owner, generation }) =>
        sql.cancelRequested.all(runId, owner, generation).map(({ id }) => id),
      ),

    steps: (runId) => sql.steps.all(runId).map(toStep),
    recordStep: write(
      (fence: Fence, step: StepRecord, events: readonly NewEvent[], progress: Progress | null) => {
        fenced(fence, events, progress)
        const error = step.error && JSON.stringify(step.error)
        sql.putStep.run(
          fence.runId,
          step.key,
          step.kind,
          step.status,
          step.attempts,
          step.value,
          error,
          step.wakeAt,
          step.startedAt,
          step.finishedAt,
        )
      },
    ),
    append: write(fenced),
    suspend: write((fence: Fence, until: number, events: readonly NewEvent[], progress: Progress | null) => {
      fenced(fence, events, progress)
      sql.makeAvailable.run({ id: fence.runId, status: 'waiting', at: until })
    }),
    release: write((fence: Fence, now: number, events: readonly NewEvent[], progress: Progress | null) => {
      fenced(fence, events, progress)
      sql.makeAvailable.run({ id: fence.runId, status: 'pending', at: now })
    }),
    finish: write(
      (
        fence: Fence,
        { status, output, error, now },
        events: readonly NewEvent[],
        progress: Progress | null,
      ) => {
        fenced(fence, events, progress)
        end(fence.runId, status, now, output, error)
      },
    ),

    requestCancel: write((runId: string, now: number) => {
      const row = sql.get.get(runId)
      if (!row || isTerminal(row.status)) return false
      if (row.cancel_requested) return true
      sql.requestCancel.run(runId)
      addEvents(runId, [{ type: 'run.cancel-requested', at: now, step: null }])
      if (row.status !== 'running') {
        end(runId, 'cancelled', now, null, null)
        addEvents(runId, [finished(now, 'cancelled', null)])
      }
      return true
    }),
    retry: write((runId: string, now: number, from) => {
      const row = sql.get.get(runId)
      if (!row || !from.some((status) => status === row.status)) return false
      sql.forgetFailures.run(runId)
      sql.reset.run({ id: runId, now })
      addEvents(runId, [{ type: 'run.retried', at: now, step: null }])
      return true
    }),

    putSchedule: write((schedule: StoredSchedule) => {
      sql.putSchedule.run({ ...schedule, options: JSON.stringify(schedule.options) })
    }),
    listSchedules: () => sql.schedules.all().map(toSchedule),
    dueSchedules: (now) => sql.dueSchedules.all(now).map(toSchedule),
    deleteSchedule: write((name: string) => sql.deleteSchedule.run(name).changes > 0),
    fireSchedule: write((schedule: StoredSchedule, nextAt: number, run: NewRun) =>
      sql.moveSchedule.run(nextAt, schedule.name, schedule.nextAt).changes === 0 ? null : create(run).run,
    ),

    get: (runId) => {
      const row = sql.get.get(runId)
      return row ? toRun(row) : null
    },
    list: (filter: RunFilter) => listRuns(database, filter),
    events: (runId, after, limit): RunEvent[] => sql.events.all(runId, after, limit).map(toEvent),
    deleteRuns: write((runIds: readonly string[]) =>
      runIds.reduce((deleted, runId) => deleted + sql.deleteEnded.run(runId).changes, 0),
    ),
    endedBefore: (finishedAt, limit) => sql.endedBefore.all(finishedAt, limit).map(({ id }) => id),

    onChange(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    changedElsewhere() {
      const version = dataVersion()
      if (version === seenVersion) return false
      seenVersion = version
      return true
    },
    close() {
      for (const owner of locks.held()) sql.deleteOwner.run(owner)
      locks.close()
      database.close()
    },
  }
}

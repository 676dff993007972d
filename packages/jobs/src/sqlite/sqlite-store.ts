/** The store on one SQLite file, which several processes may share: short IMMEDIATE transactions on a WAL. */
import type Database from 'better-sqlite3'
import { type ErrorRecord, isStoreTrouble } from '../jobs-error.ts'
import { isTerminal, type NewEvent, type StepRecord, type TerminalStatus } from '../run.ts'
import { steadyMs } from '../steady-clock.ts'
import type { Progress } from '../step.ts'
import type {
  Clocks,
  EndedFilter,
  Fence,
  Maybe,
  NewRun,
  RunEnd,
  RunFilter,
  Store,
  StoredSchedule,
  Wait,
} from '../store.ts'
import { byCommits, type Checkpoints, createCheckpoints } from './checkpoints.ts'
import { createClaim } from './claim-run.ts'
import { createCreateRun } from './create-run.ts'
import { createEndRun } from './end-run.ts'
import { createGiveBack } from './give-back.ts'
import { listRuns } from './list-runs.ts'
import { createPatience, type LockWait, type Patience, readWhenFree, tryUntilFree } from './lock.ts'
import { type Durability, openJobsFile } from './open-jobs-file.ts'
import { createOwnerLocks, livingOwners } from './owner-lock.ts'
import { createRecovery } from './recovery.ts'
import { toEvent, toRun, toSchedule, toStep } from './rows.ts'
import { prepareStatements } from './statements.ts'
import { createMissingCheck, storeClosed, toStoreError } from './store-error.ts'
import { watchWal } from './watch-wal.ts'
import { createWriteQueue } from './write-queue.ts'
import { createWriter } from './writer.ts'

export interface SqliteStoreOptions {
  readonly path: string
  /** Default `normal`. */
  readonly durability?: Durability
  /** How long a read or a write waits for a lock that another process keeps (default 30 s). */
  readonly lockPatienceMs?: number
  /** Told after a second of waiting for such a lock, then every five: the one line that says why nothing happens. */
  readonly onWait?: (wait: LockWait) => void
  /** Ends the wait for a lock while the file is opened. */
  readonly signal?: AbortSignal
}

/**
 * Opens the file, as soon as it is not locked.
 * @throws JobsError `jobs/newer-store`, or what ails the file; the signal's reason
 */
export async function sqliteStore({
  path,
  durability = 'normal',
  lockPatienceMs = 30_000,
  onWait = () => {},
  signal,
}: SqliteStoreOptions): Promise<Store> {
  const patience = createPatience(path, lockPatienceMs, onWait)
  const database = await tryUntilFree(() => openJobsFile(path, durability), patience, 'open', signal)
  try {
    return storeOn(database, patience, durability === 'full' ? byCommits : createCheckpoints(path))
  } catch (error) {
    database.close()
    throw toStoreError(path, error)
  }
}

function storeOn(database: Database.Database, patience: Patience, checkpoints: Checkpoints): Store {
  const { path } = patience
  const sql = prepareStatements(database)
  const locks = createOwnerLocks(`${path}.owners`)
  const checkMissing = createMissingCheck(path)
  const checkUsable = () => {
    if (!database.open) throw storeClosed(path)
    checkMissing()
  }
  const queue = createWriteQueue(database, patience, checkUsable, checkpoints.committed)
  const { write, addEvents, addFenced, onChange } = createWriter(sql, queue)
  const read =
    <Args extends unknown[], Result>(work: (...args: Args) => Maybe<Result>) =>
    (...args: Args): Maybe<Result> =>
      readWhenFree(() => {
        checkUsable()
        return work(...args)
      }, patience)
  const { boot } = locks
  const steadyIn = (ms: number) => ({ steadyAt: steadyMs() + Math.max(0, ms), boot })
  const endRun = createEndRun(sql)
  const giveBack = createGiveBack(sql, { addFenced, endRun }, steadyIn)
  const dataVersion = () => sql.dataVersion.get()!.data_version
  let seenVersion = dataVersion()

  const create = createCreateRun(sql, { addEvents }, steadyIn)

  const claim = createClaim({ sql, boot, read, write, addEvents })
  const register = write((owner: string, now: number, queues: readonly string[]) => {
    sql.insertOwner.run(owner, locks.machine, now, JSON.stringify(queues))
  })

  return {
    registerOwner(owner, now, queues = []) {
      try {
        locks.acquire(owner)
      } catch (error) {
        throw toStoreError(path, error)
      }
      return register(owner, now, queues)
    },

    owners: read(() => livingOwners(sql, locks)),

    createRun: write(create),

    claim,

    nextAvailableAt: read((queues: readonly string[], since: Clocks) => {
      const wanted = { queues: JSON.stringify(queues), ...since, boot }
      const { at, steadyAt } = sql.nextAvailableAt.get(wanted)!
      return at === null ? null : { at, steadyAt }
    }),

    recover: createRecovery({
      sql,
      locks,
      read: (work) => read(work)(),
      steadyIn,
      write,
      addEvents,
      endRun,
    }),

    renew: write((fences: readonly Fence[], until: number) => ({
      lost: fences
        .filter(
          ({ runId, owner, generation }) => sql.renew.run(until, runId, owner, generation).changes === 0,
        )
        .map(({ runId }) => runId),
    })),
    cancelRequests: read((fences: readonly Fence[]) =>
      fences.flatMap(({ runId, owner, generation }) =>
        sql.cancelRequested.all(runId, owner, generation).map(({ id }) => id),
      ),
    ),

    steps: read((runId: string) => sql.steps.all(runId).map(toStep)),
    recordStep: write(
      (fence: Fence, step: StepRecord, events: readonly NewEvent[], progress: Progress | null) => {
        addFenced(fence, events, progress)
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
    append: write((fence: Fence, events: readonly NewEvent[], progress: Progress | null) =>
      addFenced(fence, events, progress),
    ),
    noteGivenUp: write((runId: string, at: number, error: ErrorRecord) => {
      const row = sql.get.get(runId)
      if (!row) return
      addEvents(runId, [{ type: 'run.given-up', at, step: null, error }], { status: row.status, calls: null })
    }),
    suspend: write((fence: Fence, wait: Wait, events: readonly NewEvent[], progress: Progress | null) =>
      giveBack(fence, { ...wait, status: 'waiting' }, events, progress),
    ),
    release: write((fence: Fence, now: number, events: readonly NewEvent[], progress: Progress | null) =>
      giveBack(fence, { until: now, inMs: 0, now, status: 'pending' }, events, progress),
    ),
    finish: write(
      (
        fence: Fence,
        { status, output, error, now }: RunEnd,
        events: readonly NewEvent[],
        progress: Progress | null,
      ) => {
        // The end frees the run's key.
        addFenced(fence, events, progress, { status, calls: 'claim' })
        sql.end.run({ id: fence.runId, status, output, error: error && JSON.stringify(error), now })
      },
    ),

    requestCancel: write((runId: string, now: number) => {
      const row = sql.get.get(runId)
      if (!row || isTerminal(row.status)) return false
      if (row.cancel_requested) return true
      sql.requestCancel.run(runId)
      const asked: NewEvent = { type: 'run.cancel-requested', at: now, step: null }
      if (row.status === 'running') {
        addEvents(runId, [asked], { status: 'running', calls: 'cancel' })
      } else {
        endRun(runId, { status: 'cancelled', error: null, now }, (end, became) =>
          addEvents(runId, [asked, end], became),
        )
      }
      return true
    }),
    retry: write((runId: string, now: number, from: readonly TerminalStatus[]) => {
      const row = sql.get.get(runId)
      if (!row || !from.some((status) => status === row.status)) return false
      sql.forgetFailures.run(runId)
      sql.reset.run({ id: runId, now, ...steadyIn(0) })
      addEvents(runId, [{ type: 'run.retried', at: now, step: null }], { status: 'pending', calls: 'claim' })
      return true
    }),

    putSchedule: write((schedule: StoredSchedule) => {
      sql.putSchedule.run({ ...schedule })
    }),
    listSchedules: read(() => sql.schedules.all().map(toSchedule)),
    dueSchedules: read((now: number) => sql.dueSchedules.all(now).map(toSchedule)),
    deleteSchedule: write((name: string) => sql.deleteSchedule.run(name).changes > 0),
    fireSchedule: write((schedule: StoredSchedule, nextAt: number, run: NewRun | null) => {
      const moved = sql.moveSchedule.run({ ...schedule, to: nextAt }).changes > 0
      return moved && run ? create(run).run : null
    }),

    get: read((runId: string) => {
      const row = sql.get.get(runId)
      return row ? toRun(row) : null
    }),
    heads: read((runIds: readonly string[]) => sql.heads.all(JSON.stringify(runIds))),
    list: read((filter: RunFilter) => listRuns(database, filter)),
    events: read((runId: string, after: number, limit: number) =>
      sql.events.all(runId, after, limit).map(toEvent),
    ),
    deleteRuns: write((runIds: readonly string[]) =>
      runIds.reduce((deleted, runId) => deleted + sql.deleteEnded.run(runId).changes, 0),
    ),
    trimEvents: write((runId: string, count: number) => sql.trimEvents.run({ id: runId, count }).changes > 0),
    endedBefore: read((filter: EndedFilter) => sql.endedBefore.all(filter).map(({ id }) => id)),

    onChange,
    onHint: (listener) => watchWal(path, listener),
    changedElsewhere: read(() => {
      const version = dataVersion()
      if (version === seenVersion) return false
      seenVersion = version
      return true
    }),
    close() {
      queue.close()
      for (const owner of locks.held())
        try {
          sql.deleteOwner.run(owner)
        } catch (error) {
          // Its lock is given up below, by which the next to look finds that it has gone.
          if (!isStoreTrouble(toStoreError(path, error))) throw error
        }
      locks.close()
      const closing = checkpoints.close()
      return closing ? closing.then(() => void database.close()) : void database.close()
    },
  }
}

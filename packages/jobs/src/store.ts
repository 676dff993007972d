/**
 * What the engine asks of a store. Each method is done whole or not at all, and writes are done in the order they are
 * asked for. A write that names a fence checks run, owner, generation and status first and throws `LeaseLost` when
 * they no longer hold, having written nothing.
 */
import type { ErrorRecord } from './jobs-error.ts'
import type { NewEvent, Run, RunEvent, RunStatus, StepRecord, TerminalStatus } from './run.ts'
import type { Progress } from './step.ts'

/** A store may answer at once: an await of a plain value costs a microtask. It never blocks to wait for a lock. */
export type Maybe<T> = T | Promise<T>

/** A process that has the store open. */
export interface Owner {
  readonly id: string
  /** Milliseconds since 1970. */
  readonly startedAt: number
  /** Of which it executes runs: none where it only triggers and watches. Null: it is older, and does not say. */
  readonly queues: readonly string[] | null
}

export interface Fence {
  readonly runId: string
  readonly owner: string
  readonly generation: number
}

export type OnConflict = 'queue' | 'join' | 'reject'

export interface NewRun {
  readonly id: string
  readonly job: string
  readonly version: number
  readonly queue: string
  readonly input: string
  readonly labels: Readonly<Record<string, string>>
  readonly priority: number
  readonly concurrencyKey: string | null
  readonly onConflict: OnConflict
  readonly idempotencyKey: string | null
  readonly rerunOf: string | null
  readonly createdAt: number
  /** It becomes available as soon as either this is the time or as long has passed as from `createdAt` to it. */
  readonly availableAt: number
  readonly deadlineAt: number | null
}

/** `joined`: an active run of the same job, key and input. `existing`: the run of the same idempotency key. */
export type TriggerOutcome = 'created' | 'joined' | 'existing'

export interface StoredSchedule {
  readonly name: string
  readonly cron: string
  /** An IANA zone. */
  readonly timeZone: string
  readonly job: string
  readonly version: number
  /** JSON text. */
  readonly input: string
  /** JSON text of the rest of its runs: read when it fires, so that one that is damaged concerns no other. */
  readonly options: string
  /** Milliseconds since 1970. */
  readonly nextAt: number
}

export interface ClaimRequest {
  readonly owner: string
  readonly queues: readonly string[]
  readonly jobs: readonly { readonly name: string; readonly version: number }[]
  readonly now: number
  readonly leaseMs: number
}

/** When a run goes on: at a time, and not later than so long from now, whatever becomes of the clock. */
export interface Wait {
  readonly until: number
  readonly inMs: number
  /** By the clock as it is, whatever clock `until` is of. */
  readonly now: number
}

/** A moment: by the clock, and by the machine's steady one. */
export interface Clocks {
  readonly now: number
  readonly steady: number
}

/** When the next run becomes available: by the clock, or by the machine's steady one. */
export interface Due {
  readonly at: number
  readonly steadyAt: number | null
}

export interface EndedFilter {
  readonly finishedBefore: number
  /** So many of the runs that ended last are not among them, whenever they did. */
  readonly keepNewest: number
  readonly limit: number
}

/** How far a run has come: enough to know whether there is anything new to read of it. */
export interface RunHead {
  readonly runId: string
  /** The number of its last event. Whatever happens to a run adds an event. */
  readonly seq: number
  readonly status: RunStatus
}

export interface Change extends RunHead {
  /** What an owner has to do about it: see whether a run can be claimed now, or whether one of its own is cancelled. */
  readonly calls: 'claim' | 'cancel' | null
}

export interface RunFilter {
  readonly job?: string
  readonly status?: readonly RunStatus[]
  readonly concurrencyKey?: string
  readonly labels?: Readonly<Record<string, string>>
  /** Newest first. Default 50. */
  readonly limit?: number
  /** Runs created before this one. */
  readonly before?: string
}

/** What those ask for who trigger runs, follow them and rule over them, whoever executes them. */
export interface RunStore {
  /** Those that are not known to be dead. */
  owners(): Maybe<Owner[]>
  createRun(run: NewRun): Maybe<{ run: Run; outcome: TriggerOutcome }>
  steps(runId: string): Maybe<StepRecord[]>
  /** Records the request; a run that nobody owns ends at once. False when it has ended already. */
  requestCancel(runId: string, now: number): Maybe<boolean>
  /** Forgets what failed or still waits, and makes the run pending again. False when it is not in one of the statuses. */
  retry(runId: string, now: number, from: readonly TerminalStatus[]): Maybe<boolean>
  putSchedule(schedule: StoredSchedule): Maybe<void>
  listSchedules(): Maybe<StoredSchedule[]>
  dueSchedules(now: number): Maybe<StoredSchedule[]>
  /** False when there is none of the name. */
  deleteSchedule(name: string): Maybe<boolean>
  /**
   * Moves the schedule and creates its run, if any, together; null when there is none, or another process has done so
   * or the schedule was changed.
   */
  fireSchedule(schedule: StoredSchedule, nextAt: number, run: NewRun | null): Maybe<Run | null>
  get(runId: string): Maybe<Run | null>
  /** Of those of the runs that exist, in one read however many they are. */
  heads(runIds: readonly string[]): Maybe<RunHead[]>
  /** In time that grows with the page, not with the runs there are, for any one label, status and job. */
  list(filter: RunFilter): Maybe<Run[]>
  events(runId: string, after: number, limit: number): Maybe<RunEvent[]>
  /** Deletes ended runs with their steps and events. Returns how many. */
  deleteRuns(runIds: readonly string[]): Maybe<number>
  /** Deletes so many of the oldest events of an ended run, never its last. False when there are no more than so many left: they go with it. */
  trimEvents(runId: string, count: number): Maybe<boolean>
  /** Oldest first. */
  endedBefore(filter: EndedFilter): Maybe<string[]>
  /** Calls back for each run that a write of this store changed; those of others show in `changedElsewhere`. */
  onChange(listener: (change: Change) => void): () => void
  /** Calls back soon after a write by any process, a hint to ask `changedElsewhere`. Null when it has to be polled. */
  onHint(listener: () => void): (() => void) | null
  /** True once after each change by another process. Cheap enough to ask forty times a second. */
  changedElsewhere(): Maybe<boolean>
  close(): Maybe<void>
}

/** What the owner of a run writes while it executes it. */
export interface ExecutionStore {
  recordStep(
    fence: Fence,
    step: StepRecord,
    events: readonly NewEvent[],
    progress: Progress | null,
  ): Maybe<void>
  append(fence: Fence, events: readonly NewEvent[], progress: Progress | null): Maybe<void>
  /**
   * Frees the slot until a time; the concurrency key is kept. A run that was asked to cancel ends as cancelled instead.
   * There is none where steps wait in their slot.
   */
  suspend?(fence: Fence, wait: Wait, events: readonly NewEvent[], progress: Progress | null): Maybe<void>
  /** Gives the run back at once, for another owner. A run that was asked to cancel ends as cancelled instead. */
  release(fence: Fence, now: number, events: readonly NewEvent[], progress: Progress | null): Maybe<void>
  finish(fence: Fence, end: RunEnd, events: readonly NewEvent[], progress: Progress | null): Maybe<void>
}

/** What the embedded engine asks for beside that, which claims and takes back runs itself. */
export interface Store extends RunStore, Required<ExecutionStore> {
  /** Makes an owner known and alive until `close`, or until its process dies. */
  registerOwner(owner: string, now: number, queues?: readonly string[]): Maybe<void>
  claim(request: ClaimRequest): Maybe<Run | null>
  /**
   * When the next run of these queues becomes available, of those that were not so far. `since` is from before a claim
   * that found nothing, so that what has become available in between is among them.
   */
  nextAvailableAt(queues: readonly string[], since: Clocks): Maybe<Due | null>
  /**
   * Takes runs from owners that are dead or whose lease ran out. Returns how many. A lease that ends further than
   * `leaseMs` from now was given before the clock went back: it is over when it is not renewed for as long.
   */
  recover(now: number, maxRecoveries: number, leaseMs: number): Maybe<number>
  /** Extends the leases that still hold and returns the runs whose lease is lost. */
  renew(fences: readonly Fence[], until: number): Maybe<{ lost: string[] }>
  /** Those of the runs that were asked to cancel. */
  cancelRequests(fences: readonly Fence[]): Maybe<string[]>
  /** The one event that needs no fence: what an owner says of itself when it has given a run up. */
  noteGivenUp(runId: string, at: number, error: ErrorRecord): Maybe<void>
}

export interface RunEnd {
  readonly status: TerminalStatus
  readonly output: string | null
  readonly error: ErrorRecord | null
  readonly now: number
}

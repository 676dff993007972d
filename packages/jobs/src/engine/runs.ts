/** What can be asked of runs and done to them, whichever process executes them. */
import { JobsError } from '../jobs-error.ts'
import { isTerminal, type Run, type RunEvent, type StepRecord } from '../run.ts'
import type { LogLevel, Progress } from '../step.ts'
import type { Owner, RunFilter, RunStore } from '../store.ts'
import type { Changes } from './changes.ts'
import { newId } from './ids.ts'
import type { SettingsOn } from './options.ts'
import { deleteEnded } from './retention.ts'
import { lastEventOf, mustGet, untilEnded, watchRun } from './watch.ts'

export interface WaitOptions {
  readonly signal?: AbortSignal
  readonly timeoutMs?: number
  /** `step` is null for the run's own progress. */
  readonly onProgress?: (progress: Progress & { readonly step: string | null }) => void
  readonly onLog?: (log: {
    readonly step: string | null
    readonly level: LogLevel
    readonly message: string
    readonly data: unknown
  }) => void
}

export interface Runs {
  get(runId: string): Promise<Run | null>
  list(filter?: RunFilter): Promise<Run[]>
  steps(runId: string): Promise<StepRecord[]>
  events(runId: string, options?: { readonly after?: number; readonly limit?: number }): Promise<RunEvent[]>
  /** The latest event of a type, however many events there are; null when there is none. */
  lastEvent(runId: string, type: RunEvent['type']): Promise<RunEvent | null>
  /** The run once it has ended, however it ended. @throws JobsError `jobs/wait-timed-out`, or the signal's reason */
  wait(runId: string, options?: WaitOptions): Promise<Run>
  /** Every event after `after` (default: all), then those to come, until the run has ended. */
  watch(
    runId: string,
    options?: { readonly after?: number; readonly signal?: AbortSignal },
  ): AsyncIterable<RunEvent>
  /** Asks the owner to stop, in whatever process. Idempotent; false when the run has ended already. */
  cancel(runId: string): Promise<boolean>
  /** Goes on with the same run: only what failed or never ran is executed. @throws JobsError `jobs/not-retryable` */
  retry(runId: string): Promise<Run>
  /** A new run with the same input, labels and key. @param options labels that take the place of those of their names */
  rerun(runId: string, options?: { readonly labels?: Readonly<Record<string, string>> }): Promise<Run>
  /** The processes that are there, and which queues each serves. */
  owners(): Promise<Owner[]>
  /** Deletes an ended run with its steps and events. @throws JobsError `jobs/not-finished` */
  delete(runId: string): Promise<void>
  /** Deletes the runs that ended longer ago. Returns how many. */
  purge(options: { readonly olderThanMs: number }): Promise<number>
}

export function createRuns({ store, now }: SettingsOn<RunStore>, changes: Changes): Runs {
  const watch: Runs['watch'] = (runId, options) => watchRun(store, changes, runId, options)
  return {
    get: async (runId) => store.get(runId),
    list: async (filter = {}) => store.list(filter),
    steps: async (runId) => store.steps((await mustGet(store, runId)).id),
    events: async (runId, { after = 0, limit = 10_000 } = {}) =>
      store.events((await mustGet(store, runId)).id, after, limit),
    lastEvent: (runId, type) => lastEventOf(store, runId, type),
    watch,
    async wait(runId, { signal, timeoutMs, onProgress, onLog } = {}) {
      const late = timeoutMs === undefined ? null : lateSignal(runId, timeoutMs)
      const either = signal && late ? AbortSignal.any([signal, late.signal]) : (signal ?? late?.signal)
      try {
        // Who only waits for the end needs no events.
        if (onProgress || onLog)
          for await (const event of watch(runId, either && { signal: either })) {
            if (event.type === 'progress') onProgress?.({ ...event.progress, step: event.step })
            if (event.type === 'log') onLog?.(event)
          }
        return await untilEnded(store, changes, runId, either)
      } finally {
        late?.clear()
      }
    },
    cancel: async (runId) => {
      await mustGet(store, runId)
      return store.requestCancel(runId, now())
    },
    async retry(runId) {
      const { status } = await mustGet(store, runId)
      if (!(await store.retry(runId, now(), ['failed', 'partial', 'cancelled', 'dead'])))
        throw new JobsError(
          'jobs/not-retryable',
          `Run ${runId} is ${status}: only a failed, partial, cancelled or dead run can be retried.${status === 'succeeded' ? ' Rerun it to do it all again.' : ''}`,
          { runId, status },
        )
      return mustGet(store, runId)
    },
    owners: async () => store.owners(),
    async rerun(runId, { labels = {} } = {}) {
      const run = await mustGet(store, runId)
      const at = now()
      const { run: created } = await store.createRun({
        id: newId('run', at),
        job: run.job,
        version: run.version,
        queue: run.queue,
        input: JSON.stringify(run.input),
        labels: { ...run.labels, ...labels },
        priority: run.priority,
        concurrencyKey: run.concurrencyKey,
        onConflict: 'queue',
        idempotencyKey: null,
        rerunOf: runId,
        createdAt: at,
        availableAt: at,
        deadlineAt: null,
      })
      return created
    },
    async delete(runId) {
      const { status } = await mustGet(store, runId)
      if (!isTerminal(status) || (await store.deleteRuns([runId])) === 0)
        throw new JobsError(
          'jobs/not-finished',
          `Run ${runId} is ${status}: cancel it before you delete it.`,
          { runId, status },
        )
    },
    async purge({ olderThanMs }) {
      return deleteEnded(store, { finishedBefore: now() - olderThanMs, keepNewest: 0 })
    },
  }
}

function lateSignal(runId: string, timeoutMs: number): { signal: AbortSignal; clear(): void } {
  const late = new AbortController()
  const timer = setTimeout(() => late.abort(timedOut(runId, timeoutMs)), timeoutMs)
  return { signal: late.signal, clear: () => clearTimeout(timer) }
}

const timedOut = (runId: string, timeoutMs: number) =>
  new JobsError(
    'jobs/wait-timed-out',
    `Run ${runId} has not ended within ${timeoutMs} ms. It goes on; wait again or watch it.`,
    { runId, timeoutMs },
  )

/** The callers' side of jobs: triggers runs and waits for them, whatever executes them. */
import { type AnyJob, type InputOf, type OutputOf, validate } from '../job.ts'
import { type ErrorRecord, JobsError } from '../jobs-error.ts'
import { encodeJson } from '../json-text.ts'
import type { Run } from '../run.ts'
import type { OnConflict, RunStore, TriggerOutcome } from '../store.ts'
import { newId } from './ids.ts'
import type { SettingsOn } from './options.ts'
import type { Runs, WaitOptions } from './runs.ts'

export interface TriggerOptions {
  /** At most one run holds a key at a time, from its first claim to its end. */
  readonly concurrencyKey?: string
  /**
   * When an active run has the key. `queue` (default): wait for it. `join`: be given that run when its job and
   * input are the same, else wait. `reject`: throw `jobs/conflict`.
   */
  readonly onConflict?: OnConflict
  /** A second trigger of the job with this key gives the run of the first, whatever became of it. */
  readonly idempotencyKey?: string
  readonly labels?: Readonly<Record<string, string>>
  /** Higher goes first (default 0). */
  readonly priority?: number
  /** Not before this time, in milliseconds since 1970. */
  readonly runAt?: number
  /** Only engines that serve this queue claim the run (default `default`). */
  readonly queue?: string
  /** Fails the run when it is not done this long after the trigger. */
  readonly deadlineMs?: number
}

export interface RunHandle<Output> {
  readonly runId: string
  readonly outcome: TriggerOutcome
  /** The run's end. @throws RunFailed unless it succeeded, in whole or in part */
  wait(options?: WaitOptions): Promise<RunResult<Output>>
}

export interface RunResult<Output> {
  readonly runId: string
  readonly status: 'succeeded' | 'partial'
  readonly output: Output
}

/** A run that was waited for and did not succeed. */
export class RunFailed extends JobsError {
  override readonly name = 'RunFailed'
  readonly run: Run
  readonly error: ErrorRecord | null
  constructor(run: Run) {
    super('jobs/run-failed', run.error?.message ?? `Run ${run.id} is ${run.status}.`, {
      runId: run.id,
      status: run.status,
    })
    this.run = run
    this.error = run.error
  }
}

export interface JobHandle<Input, Output> {
  trigger(input: Input, options?: TriggerOptions): Promise<RunHandle<Output>>
  triggerAndWait(input: Input, options?: TriggerOptions & WaitOptions): Promise<RunResult<Output>>
}

export type JobHandles<Jobs extends Record<string, AnyJob>> = {
  readonly [Name in keyof Jobs]: JobHandle<InputOf<Jobs[Name]>, OutputOf<Jobs[Name]>>
}

export function createJobHandles<Jobs extends Record<string, AnyJob>>(
  { store, now, redact, limits }: SettingsOn<RunStore>,
  jobs: Jobs,
  { runs, isStopped }: { readonly runs: Runs; readonly isStopped: () => boolean },
): JobHandles<Jobs> {
  const jobHandle = (job: AnyJob): JobHandle<unknown, unknown> => {
    const trigger = async (input: unknown, trigger: TriggerOptions = {}): Promise<RunHandle<unknown>> => {
      if (isStopped())
        throw new JobsError(
          'jobs/engine-stopped',
          `Job '${job.name}' was triggered after the engine was stopped.`,
          { job: job.name },
        )
      const valid = await validate(job.input, input, 'jobs/invalid-input', job.name)
      const at = now()
      const { run, outcome } = await store.createRun({
        id: newId('run', at),
        job: job.name,
        version: job.version,
        queue: trigger.queue ?? 'default',
        input: encodeJson(valid, `the input of job '${job.name}'`, { maxBytes: limits.valueBytes, redact }),
        labels: trigger.labels ?? {},
        priority: trigger.priority ?? 0,
        concurrencyKey: trigger.concurrencyKey ?? null,
        onConflict: trigger.onConflict ?? 'queue',
        idempotencyKey: trigger.idempotencyKey ?? null,
        rerunOf: null,
        createdAt: at,
        availableAt: trigger.runAt ?? at,
        deadlineAt: trigger.deadlineMs === undefined ? null : at + trigger.deadlineMs,
      })
      const wait = async (wait?: WaitOptions): Promise<RunResult<unknown>> =>
        toResult(await runs.wait(run.id, wait))
      return { runId: run.id, outcome, wait }
    }
    return { trigger, triggerAndWait: async (input, both) => (await trigger(input, both)).wait(both) }
  }
  return Object.fromEntries(
    Object.entries(jobs).map(([name, job]) => [name, jobHandle(job)]),
  ) as JobHandles<Jobs>
}

function toResult(run: Run): RunResult<unknown> {
  if (run.status !== 'succeeded' && run.status !== 'partial') throw new RunFailed(run)
  return { runId: run.id, status: run.status, output: run.output }
}

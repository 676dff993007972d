/** One execution of a claimed run, to its end, its next wait, or the loss of its lease. */

import { type AnyJob, validate } from '../job.ts'
import { JobsError, LeaseLost, StepFailed } from '../jobs-error.ts'
import type { Run, TerminalStatus } from '../run.ts'
import type { ExecutionStore } from '../store.ts'
import type { StepContextOfRun } from './attempts.ts'
import { createJournal, type Journal } from './journal.ts'
import type { Lease } from './lease.ts'
import type { CommonSettings, SettingsOn } from './options.ts'
import type { StepRunner } from './step-runner.ts'

export interface Execution {
  readonly fence: { readonly runId: string; readonly owner: string; readonly generation: number }
  /** Of `performance.now()`: a clock that jumps ahead ends nothing. */
  readonly deadlineMs: number | null
  /** Aborts the body with a reason: cancelled, shutdown, lease lost or deadline. The first one counts. */
  abort(reason: JobsError): void
  /** Leaves the run to whoever takes it over: what the store ails kept it from being written to. */
  giveUp(error: unknown): void
  /** The right to the run, renewed by the worker. */
  readonly lease: Lease
  /** Resolves when the run is ended, suspended, released or lost, with what it was given up for; never rejects. */
  readonly done: Promise<Error | null>
}

export const cancelled = (runId: string) =>
  new JobsError('jobs/cancelled', `Run ${runId} was cancelled.`, { runId })
export const shutdown = (runId: string) =>
  new JobsError('jobs/shutdown', `The process stops; run ${runId} goes on in another.`, { runId })
const givenUp = (runId: string, cause: Error) =>
  new JobsError(
    'jobs/lease-lost',
    `Run ${runId} is given up, to go on from its last recorded step: ${cause.message}`,
    { runId },
    { cause },
  )
export const deadlineExceeded = (runId: string) =>
  new JobsError('jobs/deadline-exceeded', `Run ${runId} was not done by its deadline.`, { runId })

type Outcome =
  | { readonly kind: 'completed'; readonly output: unknown }
  | { readonly kind: 'threw'; readonly error: unknown }
  | { readonly kind: 'suspended'; readonly until: number }
  | { readonly kind: 'aborted' }

/** How the steps of an execution are performed. */
export type CreateRunner = (settings: CommonSettings, context: StepContextOfRun) => Promise<StepRunner>

/** @param lease from the claim on */
export function startExecution(
  settings: SettingsOn<ExecutionStore>,
  {
    job,
    run,
    lease,
    createRunner,
  }: { readonly job: AnyJob; readonly run: Run; readonly lease: Lease; readonly createRunner: CreateRunner },
): Execution {
  const { now, timing, onPoint } = settings
  const fence = { runId: run.id, owner: settings.owner, generation: run.generation }
  const controller = new AbortController()
  const { signal } = controller
  const abort = (reason: JobsError) => controller.abort(reason)
  let givenUpFor: Error | null = null
  const giveUp = (error: unknown) => {
    if (error instanceof LeaseLost) return abort(error)
    givenUpFor ??= error instanceof Error ? error : new Error(String(error))
    abort(givenUp(run.id, givenUpFor))
  }
  const journal = createJournal(settings, { fence, lease, onLost: giveUp })
  // Claimed before its time: the clock went back meanwhile, and what the run waits for is due by the one before.
  let latest = { now: Math.max(settings.now(), run.availableAt), steady: performance.now() }
  // A clock that is set ahead makes what is waited for due, and is not followed when it is set back.
  const waitingNow = () => {
    const at = { now: settings.now(), steady: performance.now() }
    const goneOn = latest.now + Math.floor(at.steady - latest.steady)
    if (at.now <= goneOn) return goneOn
    latest = at
    return at.now
  }

  const execute = async (): Promise<void> => {
    onPoint('claimed')
    const runner = await createRunner({ ...settings, now: waitingNow }, { runId: run.id, signal, journal })
    const body = async (): Promise<Outcome> => {
      try {
        const input = await validate(job.input, run.input, 'jobs/invalid-input', job.name)
        const output = await job.run(runner.step, input)
        return {
          kind: 'completed',
          output: await validate(job.output, output, 'jobs/invalid-output', job.name),
        }
      } catch (error) {
        return { kind: 'threw', error }
      }
    }
    const outcome = await Promise.race([
      body(),
      runner.suspended.then((until): Outcome => ({ kind: 'suspended', until })),
      abandoned(signal, timing.cancelGraceMs),
    ])
    if (signal.aborted) return endAborted(signal.reason, journal)
    if (outcome.kind === 'suspended')
      return journal.suspend({ until: outcome.until, inMs: outcome.until - waitingNow(), now: now() })
    onPoint('before-finish')
    if (outcome.kind === 'completed')
      await complete(outcome.output, runner.failures() > 0 ? 'partial' : 'succeeded', journal)
    else if (outcome.kind === 'threw') await fail(outcome.error, journal)
    onPoint('after-finish')
  }

  const complete = async (value: unknown, status: TerminalStatus, to: Journal): Promise<void> => {
    let output: string
    try {
      output = to.encode(value, `the output of job '${job.name}'`)
    } catch (error) {
      return fail(error, to)
    }
    return to.finish({ status, output, error: null, now: now() })
  }
  const fail = (error: unknown, to: Journal) =>
    to.finish({
      status: 'failed',
      output: null,
      error: error instanceof StepFailed ? error.record : to.toRecord(error),
      now: now(),
    })
  const endAborted = async (reason: JobsError, to: Journal): Promise<void> => {
    if (reason.code === 'jobs/shutdown') return to.release()
    if (reason.code === 'jobs/cancelled')
      return to.finish({ status: 'cancelled', output: null, error: null, now: now() })
    if (reason.code === 'jobs/deadline-exceeded') return fail(reason, to)
  }

  const done = execute()
    // Whoever has the run next goes on.
    .catch(giveUp)
    .then(() => {
      journal.close()
      return givenUpFor
    })
  const { deadlineAt, createdAt } = run
  const deadlineMs =
    deadlineAt === null
      ? null
      : performance.now() + Math.min(deadlineAt - settings.now(), deadlineAt - createdAt)
  return { fence, deadlineMs, lease, abort, giveUp, done }
}

/** Resolves some time after the abort: a body that does not heed its signal is left behind, and fenced off. */
function abandoned(signal: AbortSignal, graceMs: number): Promise<Outcome> {
  return new Promise((resolve) => {
    const leave = () => setTimeout(() => resolve({ kind: 'aborted' }), graceMs).unref()
    if (signal.aborted) leave()
    else signal.addEventListener('abort', leave, { once: true })
  })
}

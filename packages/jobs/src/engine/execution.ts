/** One execution of a claimed run, to its end, its next wait, or the loss of its lease. */

import { type AnyJob, validate } from '../job.ts'
import { JobsError, StepFailed } from '../jobs-error.ts'
import type { Run, TerminalStatus } from '../run.ts'
import { createJournal, type Journal } from './journal.ts'
import type { EngineSettings } from './options.ts'
import { createStepRunner } from './steps.ts'

export interface Execution {
  readonly fence: { readonly runId: string; readonly owner: string; readonly generation: number }
  readonly deadlineAt: number | null
  /** Aborts the body with a reason: cancelled, shutdown, lease lost or deadline. The first one counts. */
  abort(reason: JobsError): void
  /** Resolves when the run is ended, suspended, released or lost; never rejects. */
  readonly done: Promise<void>
}

export const cancelled = (runId: string) =>
  new JobsError('jobs/cancelled', `Run ${runId} was cancelled.`, { runId })
export const shutdown = (runId: string) =>
  new JobsError('jobs/shutdown', `The process stops; run ${runId} goes on in another.`, { runId })
export const deadlineExceeded = (runId: string, deadlineAt: number) =>
  new JobsError(
    'jobs/deadline-exceeded',
    `Run ${runId} was not done by its deadline, ${new Date(deadlineAt).toISOString()}.`,
    { runId, deadlineAt },
  )

type Outcome =
  | { readonly kind: 'completed'; readonly output: unknown }
  | { readonly kind: 'threw'; readonly error: unknown }
  | { readonly kind: 'suspended'; readonly until: number }
  | { readonly kind: 'aborted' }

export function startExecution(settings: EngineSettings, job: AnyJob, run: Run): Execution {
  const { store, now, timing, onPoint } = settings
  const fence = { runId: run.id, owner: settings.owner, generation: run.generation }
  const controller = new AbortController()
  const { signal } = controller
  const abort = (reason: JobsError) => controller.abort(reason)
  const journal = createJournal(settings, fence, (error) =>
    abort(error instanceof JobsError ? error : toLost(error)),
  )
  const toLost = (cause: unknown) =>
    new JobsError(
      'jobs/lease-lost',
      `Run ${run.id} cannot be written to: ${String(cause)}`,
      { runId: run.id },
      { cause },
    )

  const execute = async (): Promise<void> => {
    onPoint('claimed')
    const runner = createStepRunner(settings, {
      runId: run.id,
      signal,
      recorded: await store.steps(run.id),
      journal,
    })
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
    if (outcome.kind === 'suspended') return journal.suspend(outcome.until)
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
    // The store itself failed or the lease is lost: whoever has the run next goes on.
    .catch(() => {})
    .finally(() => journal.close())
  return { fence, deadlineAt: run.deadlineAt, abort, done }
}

/** Resolves some time after the abort: a body that does not heed its signal is left behind, and fenced off. */
function abandoned(signal: AbortSignal, graceMs: number): Promise<Outcome> {
  return new Promise((resolve) => {
    const leave = () => setTimeout(() => resolve({ kind: 'aborted' }), graceMs).unref()
    if (signal.aborted) leave()
    else signal.addEventListener('abort', leave, { once: true })
  })
}

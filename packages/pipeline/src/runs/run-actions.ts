/** What can be done to a run, what it would do or why it cannot be done, and doing it with who did. */
import { isTerminal, type Run, type Runs } from '@upflow/jobs'
import type { Pipeline } from '../open-pipeline.ts'
import { startedBy } from './record-run.ts'

export interface PossibleAction {
  readonly isPossible: boolean
  /** What it will do, or why it cannot be done. */
  readonly text: string
}

export interface RunActions {
  readonly cancel: PossibleAction
  readonly retry: PossibleAction
  readonly rerun: PossibleAction
  /** What to do that it is executed; null when a process serves its queue, or when it has ended. */
  readonly nobody: string | null
}

type Engine = Pick<Pipeline, 'engine'>

const can = (text: string): PossibleAction => ({ isPossible: true, text })
const cannot = (text: string): PossibleAction => ({ isPossible: false, text })

export async function possibleActions({ engine }: Engine, run: Run): Promise<RunActions> {
  const hasEnded = isTerminal(run.status)
  return {
    cancel: hasEnded
      ? cannot(`It has ended already: ${run.status}.`)
      : run.cancelRequested
        ? cannot('It is being cancelled: it ends at its next step.')
        : can(
            run.status === 'running'
              ? 'Ends at its next step. What it has read and recorded is kept.'
              : 'Ends it before it goes on. What it has read and recorded is kept.',
          ),
    retry: !hasEnded
      ? cannot('It has not ended yet.')
      : run.status === 'succeeded'
        ? cannot('Nothing of it failed: run it again to do all of it anew.')
        : can('Goes on with this run: what succeeded is kept, and only what failed or never ran is done.'),
    rerun: hasEnded
      ? can('Begins a new run with the same input; this one stays as it is.')
      : cannot('It has not ended yet.'),
    nobody: hasEnded ? null : await whyNotServed(engine.runs, run.queue),
  }
}

type Owners = Pick<Runs, 'owners'>

/** Whether any process executes the runs of a queue; one that is too old to say may. */
export const servesQueue = async (runs: Owners, queue: string): Promise<boolean> =>
  (await runs.owners()).some(({ queues }) => queues === null || queues.includes(queue))

/** Null where a process serves it; else what to do. */
export const whyNotServed = async (runs: Owners, queue: string): Promise<string | null> =>
  (await servesQueue(runs, queue))
    ? null
    : `No process serves the queue '${queue}': start ${queue === 'demo' ? "the web server with '--demo'" : "'upflow worker', or the web server with UPFLOW_WEB_CONCURRENCY of at least 1"}.`

type Acting = Pick<Pipeline, 'engine' | 'recorder'>

/** False when it had ended already. @throws JobsError `jobs/unknown-run` */
export async function cancelRun({ engine, recorder }: Acting, runId: string, by: string): Promise<boolean> {
  const isCancelled = await engine.runs.cancel(runId)
  if (isCancelled) recorder.did((await engine.runs.get(runId))!, 'cancelled', by)
  return isCancelled
}

/** @throws JobsError `jobs/unknown-run`, `jobs/not-retryable` */
export async function retryRun({ engine, recorder }: Acting, runId: string, by: string): Promise<Run> {
  const run = await engine.runs.retry(runId)
  recorder.did(run, 'retried', by)
  return run
}

/** The new run. @throws JobsError `jobs/unknown-run` */
export async function rerunRun({ engine, recorder }: Acting, runId: string, by: string): Promise<Run> {
  const run = await engine.runs.rerun(runId, { labels: { [startedBy]: by } })
  recorder.began(run)
  return run
}

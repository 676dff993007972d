/** `runs list`, `runs show`, `runs retry`, `runs rerun`, `runs cancel` */
import { isTerminal as hasEnded, type Run, type RunEvent, type RunsReader } from '@upflow/jobs'
import {
  cancelRun,
  type Pipeline,
  processUser,
  queueOf,
  rerunRun,
  retryRun,
  startedBy,
  whyNotServed,
} from '@upflow/pipeline'
import { type ExitCode, exitCodes, UsageError } from '../exit-codes.ts'
import { eventsOf, followRun, reportEnd } from '../follow/follow-run.ts'
import { readRuns } from '../open-runs.ts'
import { parseLimit } from '../parse-number.ts'
import type { CommandContext } from './context.ts'
import { withPipeline } from './run-job.ts'

export interface RunsOptions {
  readonly demo: boolean
  readonly limit: string | undefined
}

export function runs(
  context: CommandContext,
  action: string,
  [runId]: readonly string[],
  options: RunsOptions,
): Promise<ExitCode> {
  if (action === 'list' && runId !== undefined) throw new UsageError(`runs list takes no '${runId}'`)
  if (action !== 'list' && runId === undefined) throw new UsageError(`runs ${action} needs a run's id`)
  const limit = parseLimit(options.limit, 20)
  if (action === 'list') return readRuns(context, (runs) => list(runs, context, limit))
  if (action === 'show') return readRuns(context, (runs) => show(runs, context, runId!))
  // A cancellation executes nothing here.
  const demo = action !== 'cancel' && options.demo ? 'demo' : null
  return withPipeline(context, { demo, concurrency: action === 'cancel' ? 0 : 2 }, async (pipeline) => {
    const run = await mustGet(pipeline.engine.runs, runId!)
    if (action === 'cancel') return cancel(pipeline, context, run)
    checkQueue(run, options.demo)
    const going =
      action === 'retry' ? await retried(pipeline, run) : await rerunRun(pipeline, run.id, processUser())
    return reportEnd(await followRun(pipeline, going.id, context.terminal, context.signal), context.terminal)
  })
}

async function mustGet(runs: Pick<RunsReader, 'events' | 'get'>, runId: string): Promise<Run> {
  await runs.events(runId, { limit: 1 })
  return (await runs.get(runId))!
}

async function list(runs: RunsReader | null, { terminal }: CommandContext, limit: number): Promise<ExitCode> {
  const all = (await runs?.list({ limit })) ?? []
  terminal.printJson({ runs: all })
  for (const run of all)
    terminal.print(
      `${run.id}  ${new Date(run.createdAt).toISOString().slice(0, 19)}Z  ${run.status.padEnd(9)}  ${run.job} ${run.labels.organization ?? ''}${byText(run)}`.trimEnd(),
    )
  if (runs === null || all.length === 0) terminal.note('There is no run yet.')
  else await noteUnserved(runs, all, terminal)
  return exitCodes.success
}

async function show(runs: RunsReader | null, { terminal }: CommandContext, runId: string): Promise<ExitCode> {
  if (runs === null) throw new UsageError(`there is no run '${runId}': there is none yet`)
  const run = await mustGet(runs, runId)
  const steps = await runs.steps(runId)
  const events: RunEvent[] = []
  for await (const event of eventsOf(runs, runId)) events.push(event)
  terminal.printJson({ run, steps, events })
  terminal.print(`${run.id}  ${run.job} ${run.labels.organization ?? ''}  ${run.status}${byText(run)}`)
  if (run.error) terminal.print(`error: ${run.error.message}`)
  for (const step of steps) {
    const seconds = ((step.finishedAt - step.startedAt) / 1_000).toFixed(1)
    terminal.print(
      `  ${step.status.padEnd(9)} ${step.key}  ${seconds} s${step.attempts > 1 ? `, attempt ${step.attempts}` : ''}${step.error ? `: ${step.error.message}` : ''}`,
    )
  }
  for (const event of events) if (event.type === 'log') terminal.print(logText(event))
  await noteUnserved(runs, [run], terminal)
  return exitCodes.success
}

/** What was begun and is executed by nobody, as after a kill, goes on when somebody does. */
async function noteUnserved(
  runs: RunsReader,
  shown: readonly Run[],
  terminal: CommandContext['terminal'],
): Promise<void> {
  const waiting = shown.filter(({ status }) => !hasEnded(status))
  for (const queue of new Set(waiting.map((run) => run.queue))) {
    // Where nothing may be written, nobody can be told to be dead.
    const why = await whyNotServed(runs, queue).catch(() => null)
    const ids = waiting.filter((run) => run.queue === queue).map(({ id }) => id)
    if (why !== null) terminal.note(`Nobody executes ${ids.join(', ')}. ${why}`)
  }
}

/** Who or what started it, where that is known. */
const byText = ({ labels }: Run): string =>
  labels[startedBy] === undefined ? '' : `, by ${labels[startedBy]}`

const logText = (event: Extract<RunEvent, { type: 'log' }>) =>
  `  ${new Date(event.at).toISOString()} ${event.level} ${event.step === null ? '' : `${event.step}: `}${event.message}`

async function cancel(pipeline: Pipeline, { terminal, signal }: CommandContext, run: Run): Promise<ExitCode> {
  const wasActive = await cancelRun(pipeline, run.id, processUser())
  const ended = wasActive ? await pipeline.engine.runs.wait(run.id, { signal }) : run
  terminal.note(
    wasActive ? `Run ${run.id} is ${ended.status}.` : `Run ${run.id} had ended already: ${run.status}.`,
  )
  terminal.printJson({ run: { id: run.id, status: ended.status } })
  return exitCodes.success
}

function checkQueue(run: Run, demo: boolean): void {
  if (run.queue === queueOf(demo)) return
  throw new UsageError(
    run.queue === 'demo'
      ? `run ${run.id} reads the bundled sample: add --demo`
      : `run ${run.id} does not read the bundled sample: leave out --demo`,
  )
}

/** One that has not ended yet is only followed. */
const retried = (pipeline: Pipeline, run: Run): Promise<Run> | Run =>
  hasEnded(run.status) ? retryRun(pipeline, run.id, processUser()) : run

/** Follows a run to its end, whoever executes it, and says what came of it. */
import type { Run, RunEvent, RunsReader } from '@upflow/jobs'
import { executeUnlessServed, type Pipeline, type Summary } from '@upflow/pipeline'
import { type ExitCode, exitCodes } from '../exit-codes.ts'
import { RunInterrupted } from '../interrupts.ts'
import type { Terminal } from '../terminal.ts'
import { createProgressView } from './progress-view.ts'

/**
 * Executes it, too, where nobody else does: not before there is one, since a run that is all but done would end without
 * being joined, and all be done anew.
 * @throws RunInterrupted at the signal: the run itself goes on elsewhere or later
 */
export async function followRun(
  pipeline: Pipeline,
  runId: string,
  terminal: Terminal,
  signal: AbortSignal,
): Promise<Run> {
  const { engine } = pipeline
  const executing = executeUnlessServed(pipeline, () =>
    terminal.note('No worker serves these runs: this command executes them.'),
  )
  const view = createProgressView(terminal)
  // A retried run has a history: it is not shown again.
  const after = (await engine.runs.lastEvent(runId, 'run.retried'))?.seq ?? 0
  try {
    for await (const event of engine.runs.watch(runId, { after, signal })) view.show(event)
  } catch (error) {
    if (signal.aborted) throw new RunInterrupted(runId)
    throw error
  } finally {
    executing.stop()
    view.end()
  }
  return (await engine.runs.get(runId))!
}

/** All events so far, however many they are. */
export async function* eventsOf(runs: Pick<RunsReader, 'events'>, runId: string): AsyncGenerator<RunEvent> {
  for (let after = 0; ; ) {
    const page = await runs.events(runId, { after, limit: 1_000 })
    yield* page
    if (page.length === 0) return
    after = page.at(-1)!.seq
  }
}

/**
 * Says how the one run of a command ended; the exit code says it too.
 * @param also for the JSON object beside the run
 */
export function reportEnd(run: Run, terminal: Terminal, also: object = {}): ExitCode {
  const exitCode = noteEnd(run, terminal)
  terminal.printJson({ ...also, ...endOf(run) })
  return exitCode
}

/** What `--json` says of a run that has ended. */
export const endOf = ({ id, status, output, error }: Run) => ({
  run: { id, status },
  output,
  ...(error ? { error: { code: error.code, message: error.message } } : {}),
})

/** As `reportEnd`, for people alone: of one run of several. */
export function noteEnd(run: Run, terminal: Terminal): ExitCode {
  const summary = run.output as Summary | null
  const seconds =
    run.startedAt !== null && run.finishedAt !== null
      ? ((run.finishedAt - run.startedAt) / 1_000).toFixed(1)
      : '–'
  const ended = run.status === 'partial' ? 'ended in part' : run.status
  const title = `${run.job.charAt(0).toUpperCase()}${run.job.slice(1)} ${ended} after ${seconds} s (${run.id})`
  terminal.note(
    summary ? `${title}: ${countsOf(summary)}.` : `${title}${run.error ? `: ${run.error.message}` : '.'}`,
  )
  // Of a run of before there were pauses, nothing is said.
  const paused = summary?.paused ?? []
  if (paused.length > 0) terminal.note(`Nothing was read of what is paused: ${paused.join(', ')}`)
  if (run.status === 'partial') {
    for (const { repository, message } of summary?.failed ?? []) terminal.note(`  ${repository}: ${message}`)
    terminal.note(`Try what failed again with: runs retry ${run.id}`)
  }
  if (terminal.verbose && run.error?.stack) terminal.note(run.error.stack)
  return run.status === 'succeeded'
    ? exitCodes.success
    : run.status === 'partial'
      ? exitCodes.partial
      : exitCodes.failure
}

function countsOf({ repositories, read, stored, unread, analyzed, changed, failed }: Summary): string {
  const parts = [
    `${repositories - failed.length} of ${plural(repositories, 'repository', 'repositories')}`,
    `${read} pull requests read, ${stored} new or different`,
    `${analyzed} analyzed, ${changed} changed`,
  ]
  if (unread > 0) parts.push(`${unread} to be read again`)
  return parts.join('; ')
}

const plural = (count: number, one: string, many: string) => `${count} ${count === 1 ? one : many}`

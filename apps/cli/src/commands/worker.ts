/** `worker`: executes runs and keeps schedules without a web server, until it is told to stop. */
import { once } from 'node:events'
import { keepSchedules, openPipeline, PipelineError } from '@upflow/pipeline'
import { type ExitCode, exitCodes } from '../exit-codes.ts'
import { parseWholeNumber } from '../parse-number.ts'
import { tellingOf } from '../telling.ts'
import type { CommandContext } from './context.ts'

const mostRuns = 64

/**
 * Runs that are under way when it stops are given back, and go on in another process.
 * @throws PipelineError `pipeline/executed-elsewhere`, also later: with nothing left to do, it leaves to whoever started
 *   it to try again
 */
export async function worker(
  { config, signal, terminal }: CommandContext,
  { concurrency: given }: { readonly concurrency: string | undefined },
): Promise<ExitCode> {
  const concurrency = parseWholeNumber(given, { option: '--concurrency', least: 1, most: mostRuns }) ?? 1
  const onTrouble = (error: Error) => terminal.note(error.message)
  const lost = new AbortController()
  const pipeline = await openPipeline({
    config,
    concurrency,
    autoStart: false,
    firesSchedules: true,
    onTrouble({ error, runId }) {
      if (error instanceof PipelineError && error.code === 'pipeline/executed-elsewhere') lost.abort(error)
      else terminal.note(runId === null ? error.message : `Run ${runId} is given up: ${error.message}`)
    },
    ...tellingOf({ signal, terminal }),
  })
  const ending = AbortSignal.any([signal, lost.signal])
  const aborted = ending.aborted ? Promise.resolve() : once(ending, 'abort')
  const kept = keepSchedules(pipeline, { onTrouble })
  try {
    await Promise.race([kept.begun, aborted])
    terminal.note(`Serves the queue '${pipeline.queue}', ${concurrency} at once. Stop it with Ctrl-C.`)
    await aborted
  } finally {
    const stopped = kept.stop()
    await pipeline.close({ graceMs: 10_000 })
    await stopped
  }
  lost.signal.throwIfAborted()
  terminal.printJson({ stopped: true })
  return exitCodes.success
}

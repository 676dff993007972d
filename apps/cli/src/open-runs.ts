/** How a command reads what ran. */
import type { RunsReader } from '@upflow/jobs'
import { chooseJobsPlace } from '@upflow/pipeline'
import type { CommandContext } from './commands/context.ts'
import { orInterrupted } from './interrupts.ts'

/** Without an engine: nothing is executed or written. Of a place in which nothing ran yet there is no reader. */
export async function readRuns<T>(
  { config, signal, terminal }: CommandContext,
  read: (runs: RunsReader | null) => Promise<T>,
): Promise<T> {
  const place = chooseJobsPlace(config, { onLongWait: terminal.noteWait, signal })
  const runs = await orInterrupted(place.openReader(), signal)
  try {
    return await orInterrupted(read(runs), signal)
  } finally {
    await runs?.close()
  }
}

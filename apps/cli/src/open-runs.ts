/** How a command reads what ran, and what comes by itself. */
import type { RunsReader } from '@upflow/jobs'
import { chooseJobsPlace } from '@upflow/pipeline'
import type { Data } from '@upflow/pipeline/data'
import type { CommandContext } from './commands/context.ts'
import { orInterrupted } from './interrupts.ts'
import { openCommandData } from './open-data.ts'

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

/** The data, and in the place of an engine who reads what one has. */
export interface ReadableData extends Data {
  readonly engine: {
    readonly runs: Pick<RunsReader, 'events' | 'list' | 'steps'>
    readonly schedules: RunsReader['schedules']
  }
}

/** Of a place in which nothing ran yet. */
const nothing: ReadableData['engine'] = {
  runs: { events: async () => [], list: async () => [], steps: async () => [] },
  schedules: { list: async () => [] },
}

/** As `readRuns`, with the data: also in a folder that may only be read. */
export const readData = <T>(context: CommandContext, read: (data: ReadableData) => Promise<T>): Promise<T> =>
  readRuns(context, async (runs) => {
    const data = await openCommandData(context)
    try {
      return await read({ ...data, engine: runs ? { runs, schedules: runs.schedules } : nothing })
    } finally {
      await data.close()
    }
  })

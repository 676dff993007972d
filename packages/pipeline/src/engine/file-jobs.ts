/** Runs in a file of the data folder: for one machine, whose processes share it. Needs no server. */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { openOrCopy, toLongWait, type Waiting } from '@upflow/db'
import { type LockWait, openEngine, openRuns, type RunsReader, sqliteStore } from '@upflow/jobs'
import type { JobsPlace } from './jobs-place.ts'

export function fileJobs(dataDir: string, { signal, onLongWait }: Waiting): JobsPlace {
  const path = join(dataDir, 'jobs.db')
  const toldBy = (worker: string) =>
    onLongWait && {
      onWait: ({ path: of, waitedMs }: LockWait) =>
        onLongWait(toLongWait({ worker, what: `jobs file ${of}`, waitedMs })),
    }
  const openReader = async (): Promise<RunsReader | null> =>
    existsSync(path) ? openOrCopy(path, (there) => openRuns({ path: there, ...toldBy('runs') })) : null
  return {
    isShared: false,
    openEngine: (options) =>
      openEngine({
        ...options,
        store: sqliteStore({ path, ...toldBy('engine'), ...(signal ? { signal } : {}) }),
      }),
    openReader,
    // Whoever opens it does.
    migrate: async () => void (await (await openReader())?.close()),
  }
}

/** The runs of a data folder, to read only: also where nothing may be written. */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { copyToRead, type Waiting } from '@upflow/db'
import { JobsError, type LockWait, openRuns, type RunsReader } from '@upflow/jobs'
import type { Config } from './config.ts'

/** Null when there are none yet. @throws JobsError `jobs/store-unusable`, `jobs/newer-store` */
export async function openRunsReader(
  { dataDir }: Pick<Config, 'dataDir'>,
  { onLongWait }: Pick<Waiting, 'onLongWait'> = {},
): Promise<RunsReader | null> {
  const onWait = ({ path: of, waitedMs }: LockWait) =>
    onLongWait?.({ worker: 'runs', what: `jobs file ${of}`, waitedMs })
  const path = join(dataDir, 'jobs.db')
  if (!existsSync(path)) return null
  try {
    return await openRuns({ path, onWait })
  } catch (error) {
    if (!mayNotWrite(error)) throw error
    const copy = await copyToRead(path)
    try {
      return await openRuns({ path: copy.path, onWait })
    } finally {
      copy.remove()
    }
  }
}

const mayNotWrite = (error: unknown) =>
  error instanceof JobsError &&
  /^SQLITE_(CANTOPEN|READONLY|PERM)/.test((error.cause as { code?: string } | undefined)?.code ?? '')

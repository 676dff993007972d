/** Reads the runs of a database without being one of its engines: nothing is registered or taken back. */
import type { RunsReader } from '@upflow/jobs'
import { shownSchedule, unknownRun, usualTiming } from '@upflow/jobs/backend'
import { openDatabase } from './database.ts'
import { openClient } from './load-dbos.ts'
import { migrateJobs } from './migrate.ts'
import { createReading } from './reading.ts'

/**
 * Null where there are none yet: nothing is made. What is of an older format is brought up to date first.
 * @throws JobsError `jobs/newer-store`, or what ails the database
 */
export async function openDbosRuns(url: string, signal?: AbortSignal): Promise<RunsReader | null> {
  const database = openDatabase(url)
  try {
    const [found] = await database.write<{ there: boolean }>(
      `SELECT to_regclass('upflow_jobs.runs') IS NOT NULL AS there`,
    )
    if (!found!.there) {
      await database.close()
      return null
    }
    await migrateJobs(url, signal)
  } catch (error) {
    await database.close()
    throw error
  }
  let client: ReturnType<typeof openClient> | null = null
  const clientOf = () => {
    client ??= openClient(database.pool)
    return client
  }
  const { leaseMs } = usualTiming
  const { owners, get, list, steps, events, listSchedules } = createReading(database, { clientOf, leaseMs })
  const mustExist = async (runId: string) => {
    if (!(await get(runId))) throw unknownRun(runId)
  }
  return {
    owners: async () => owners(),
    get: async (runId) => get(runId),
    list: async (filter = {}) => list(filter),
    async steps(runId) {
      await mustExist(runId)
      return steps(runId)
    },
    async events(runId, { after = 0, limit = 10_000 } = {}) {
      await mustExist(runId)
      return events(runId, after, limit)
    },
    schedules: { list: async () => (await listSchedules()).map(shownSchedule) },
    async close() {
      await (await client)?.destroy()
      await database.close()
    },
  }
}

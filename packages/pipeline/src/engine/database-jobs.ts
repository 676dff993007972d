/** Runs in a PostgreSQL database: for machines that share them. What they need is loaded when the first is opened. */
import type { Waiting } from '@upflow/db'
import type { JobsPlace } from './jobs-place.ts'

export function databaseJobs(url: string, { signal }: Waiting): JobsPlace {
  const load = () => import('@upflow/jobs-dbos')
  return {
    isShared: true,
    openEngine: async (options) => (await load()).openDbosEngine({ ...options, url }),
    openReader: async () => (await load()).openDbosRuns(url, signal),
    migrate: async () => (await load()).migrateJobs(url, signal),
  }
}

/** Where runs are kept and what executes them, by the configuration: chosen here and nowhere else. */
import type { Waiting } from '@upflow/db'
import type { Config } from '../config.ts'
import { databaseJobs } from './database-jobs.ts'
import { fileJobs } from './file-jobs.ts'
import type { JobsPlace } from './jobs-place.ts'

export const chooseJobsPlace = (
  { dataDir, jobsUrl }: Pick<Config, 'dataDir' | 'jobsUrl'>,
  waiting: Waiting = {},
): JobsPlace => (jobsUrl === null ? fileJobs(dataDir, waiting) : databaseJobs(jobsUrl, waiting))

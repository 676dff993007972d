/** What is said of a run that is not there: the same as the engine says. */
import { JobsError } from '@upflow/jobs'

export const unknownRun = (runId: string): JobsError =>
  new JobsError('jobs/unknown-run', `There is no run '${runId}'. List the runs to see their ids.`, { runId })

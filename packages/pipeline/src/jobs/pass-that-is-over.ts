/**
 * Whether somebody still goes on with the pass over a repository's history that stands in its file. The file knows only
 * how far it has come; of the step that reads it, the engine knows whether it has ended.
 */
import type { TenantStore } from '@upflow/db'
import { isTerminal, parseToken } from '@upflow/jobs'
import type { RepositoryId } from '@upflow/model'
import { readState } from '../sync/sync-state.ts'
import type { JobContext } from './job-context.ts'

/**
 * The token of the pass when its run has ended, or its step has failed in one that goes on with others: whoever takes that
 * up again begins anew, should another have taken its place. Null when it may go on, or when nothing is known of the run.
 */
export async function passThatIsOver(
  { runs }: Pick<JobContext, 'runs'>,
  tenant: TenantStore,
  repositoryId: RepositoryId,
): Promise<string | null> {
  const token = (await readState(tenant, repositoryId, 'backfill'))?.pass_token ?? ''
  const reading = parseToken(token)
  const run = reading && (await runs().get(reading.runId))
  if (!run) return null
  if (isTerminal(run.status)) return token
  const steps = await runs().steps(run.id)
  return steps.some(({ key, status }) => key === reading.step && status === 'failed') ? token : null
}

/** Has some pull requests of a repository read anew, for somebody who waits for it. */
import type { OrganizationId } from '@upflow/model'
import { refreshKey } from '../jobs/refresh-steps.ts'
import type { Pipeline } from '../open-pipeline.ts'
import { chooseRepositories } from '../repositories.ts'
import { startedBy } from './record-run.ts'
import { refusePaused } from './refuse-paused.ts'
import { type Triggered, triggerUnlessWaiting } from './trigger-unless-waiting.ts'

/** Goes before what nobody waits for. */
const priority = 10

export interface WantedRefresh {
  readonly organizationId: OrganizationId
  /** `owner/name`, or its node id. */
  readonly repository: string
  readonly numbers: readonly number[]
  readonly queue: string
  readonly by: string
}

/** @throws PipelineError about the repository or the credential, before there is a run */
export async function startRefresh(
  pipeline: Pick<Pipeline, 'tenants' | 'credentials' | 'engine' | 'recorder'>,
  { organizationId, repository, numbers: wanted, queue, by }: WantedRefresh,
): Promise<Triggered> {
  const tenant = await pipeline.tenants.open(organizationId)
  const [chosen] = await chooseRepositories(tenant, [repository])
  const { id } = chosen!
  refusePaused(organizationId, [chosen!])
  await pipeline.credentials.accessOf(tenant)
  const numbers = [...new Set(wanted)].sort((one, other) => one - other)
  const triggered = await triggerUnlessWaiting(pipeline.engine, 'refresh', {
    input: { organizationId, repository: id, numbers, facts: false, releases: false },
    concurrencyKey: refreshKey(organizationId, id, `#${numbers.join(',')}`),
    priority,
    queue,
    labels: { organization: organizationId, [startedBy]: by },
  })
  if (triggered.outcome === 'created')
    pipeline.recorder.began((await pipeline.engine.runs.get(triggered.runId))!)
  return triggered
}

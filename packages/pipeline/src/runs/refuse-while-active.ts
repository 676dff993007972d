/** What takes data away does so while no run could write of it. */
import type { Run } from '@upflow/jobs'
import type { OrganizationId } from '@upflow/model'
import type { Pipeline } from '../open-pipeline.ts'
import { PipelineError } from '../pipeline-error.ts'

/**
 * @param matters of those that have not ended
 * @throws PipelineError `pipeline/run-active` while there is one
 */
export async function refuseWhileActive(
  { engine }: Pick<Pipeline, 'engine'>,
  organization: OrganizationId,
  matters: (run: Run) => boolean = () => true,
): Promise<void> {
  const all = await engine.runs.list({
    labels: { organization },
    status: ['pending', 'waiting', 'running'],
  })
  const active = all.find(matters)
  if (!active) return
  throw new PipelineError(
    'pipeline/run-active',
    `Nothing is removed: run ${active.id} (${active.job}) of organization '${organization}' has not ended. Wait for its end, or cancel it first.`,
    { organization, run: active.id },
  )
}

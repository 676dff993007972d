/**
 * Takes an organization out with its data, the same from a terminal or a page. What it is known by goes last, so that a
 * removal that was interrupted can be asked for again, and only then is it answered for.
 */
import type { OrganizationId } from '@upflow/model'
import type { Pipeline } from './open-pipeline.ts'
import { PipelineError } from './pipeline-error.ts'
import { refuseWhileActive } from './runs/refuse-while-active.ts'
import { applySchedules } from './schedules.ts'

export interface Removal {
  /** The name of the organization, typed by whoever removes it. */
  readonly confirm: string
  /** Takes it out of the registry, and writes down who did, at once. */
  readonly forget: () => Promise<void>
}

/**
 * Nothing at GitHub changes, and no backup.
 * @throws DbError `db/unknown-organization`; PipelineError `pipeline/not-confirmed`, or `pipeline/run-active` while a run
 *   of it has not ended
 */
export async function removeOrganization(
  pipeline: Pipeline,
  organizationId: OrganizationId,
  { confirm, forget }: Removal,
): Promise<void> {
  const { name } = await pipeline.organizations.get(organizationId)
  if (confirm !== name)
    throw new PipelineError(
      'pipeline/not-confirmed',
      `Nothing is removed: to confirm it, give '${name}', as the organization is called.`,
      { organization: organizationId },
    )
  // First, so that none of them starts a run once it was looked for.
  await deleteSchedules(pipeline, organizationId)
  try {
    await refuseWhileActive(pipeline, organizationId)
  } catch (error) {
    await applySchedules(pipeline, organizationId)
    throw error
  }
  await deleteRuns(pipeline, organizationId)
  const location = pipeline.tenants.locationOf(organizationId)
  await pipeline.files.release({ location, organizationId })
  await pipeline.tenants.remove(organizationId)
  await forget()
  await pipeline.registry.remove(organizationId)
}

async function deleteSchedules({ engine }: Pick<Pipeline, 'engine'>, organization: OrganizationId) {
  for (const { name } of await engine.schedules.list())
    if (name.endsWith(`:${organization}`)) await engine.schedules.delete(name)
}

/** With their steps and events, which name its repositories. */
async function deleteRuns({ engine }: Pick<Pipeline, 'engine'>, organization: OrganizationId) {
  for (;;) {
    const runs = await engine.runs.list({ labels: { organization } })
    if (runs.length === 0) return
    for (const { id } of runs) await engine.runs.delete(id)
  }
}

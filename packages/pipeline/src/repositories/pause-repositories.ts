/** Has nothing read of repositories for now, or has them read again: what was read stays, and counts. */
import type { OrganizationId } from '@upflow/model'
import { setPaused } from '@upflow/settings'
import type { Pipeline } from '../open-pipeline.ts'
import { chooseRepositories, fullName, type Repository } from '../repositories.ts'
import { applySchedules } from '../schedules.ts'

export interface WantedPauses {
  /** As `chooseRepositories` takes them. */
  readonly names: readonly string[]
  readonly isPaused: boolean
  readonly by: string
}

/**
 * From the next repository on that a run comes to: what a run reads already, it reads to its end.
 * @returns those that were not so already, as they are now @throws PipelineError `pipeline/unknown-repository`
 */
export async function pauseRepositories(
  pipeline: Pick<Pipeline, 'credentials' | 'engine' | 'organizations' | 'tenants'>,
  organizationId: OrganizationId,
  { names, isPaused, by }: WantedPauses,
): Promise<Repository[]> {
  const tenant = await pipeline.tenants.open(organizationId)
  const now = Math.floor(Date.now() / 1_000)
  const pause = isPaused ? { since: now, by } : null
  const changed: Repository[] = []
  for (const one of await chooseRepositories(tenant, names))
    if (await setPaused(tenant, { repositoryId: one.id, name: fullName(one), isPaused, by, now }))
      changed.push({ ...one, pause })
  // Where all of them are, nothing comes by itself.
  if (changed.length > 0) await applySchedules(pipeline, organizationId)
  return changed
}

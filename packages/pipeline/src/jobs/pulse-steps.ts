/** The steps of a crawl that find what there is to do before anything is read: most repositories lie idle. */
import type { Step } from '@upflow/jobs'
import { type OrganizationId, toRepositoryId } from '@upflow/model'
import { readRules } from '@upflow/settings'
import { findRepository } from '../repositories.ts'
import type { WaitNote } from '../threads/file-methods.ts'
import type { JobContext } from './job-context.ts'
import type { Target } from './targets.ts'

/** A step: the targets that have to be read. It proves the token, too. */
export async function findAwake(
  step: Step,
  { tenants, credentials, files, onWait }: JobContext,
  organizationId: OrganizationId,
  targets: readonly Target[],
): Promise<Target[]> {
  const ids = await step.run(
    'feel-pulses',
    async ({ signal, log }) => {
      const tenant = await tenants.open(organizationId)
      const access = await credentials.accessOf(tenant)
      const awake = await files.call(
        tenant,
        'feelPulses',
        { access, ids: targets.map(({ id }) => toRepositoryId(id)), run: step.runId },
        { signal, onNote: ({ wait }: WaitNote) => onWait?.(organizationId, wait) },
      )
      log.info(`${awake.length} of ${targets.length} repositories may have changed since they were read`)
      return awake
    },
    // The client has tried for long enough.
    { retry: { attempts: 1 } },
  )
  const awake = new Set<string>(ids)
  return targets.filter(({ id }) => awake.has(id))
}

/** A step: of the targets that lie idle, those whose figures are not yet of what is stored. */
export async function findStale(
  step: Step,
  { tenants, recalculator }: JobContext,
  organizationId: OrganizationId,
  targets: readonly Target[],
): Promise<Target[]> {
  const ids = await step.run('find-stale', async ({ signal }) => {
    const tenant = await tenants.open(organizationId)
    const rules = await readRules(tenant)
    const stale: string[] = []
    for (const { id } of targets) {
      signal.throwIfAborted()
      const repository = await findRepository(tenant, toRepositoryId(id))
      if (!repository) continue
      const { id: repositoryId, releaseRule } = repository
      if (!(await recalculator.isCurrent(tenant, { repositoryId, releaseRule, rules }))) stale.push(id)
    }
    return stale
  })
  const stale = new Set(ids)
  return targets.filter(({ id }) => stale.has(id))
}

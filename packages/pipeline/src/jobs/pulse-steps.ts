/** The steps of a crawl that find what there is to do before anything is read: most repositories lie idle. */
import type { AccessFacts } from '@upflow/github'
import type { Step } from '@upflow/jobs'
import { type OrganizationId, toRepositoryId } from '@upflow/model'
import { readRules } from '@upflow/settings'
import { listRepositories } from '../repositories.ts'
import type { WaitNote } from '../threads/file-methods.ts'
import type { JobContext } from './job-context.ts'
import type { Target } from './targets.ts'
import { retryWhileWaiting, whileGithubWaits } from './while-github-waits.ts'

/** A step: the targets that have to be read, and what GitHub said of the credential, which it proves, too. */
export async function findAwake(
  step: Step,
  context: JobContext,
  organizationId: OrganizationId,
  targets: readonly Target[],
): Promise<{ readonly awake: readonly Target[]; readonly access: AccessFacts | null }> {
  const { tenants, credentials, files, onWait } = context
  const felt = await step.run(
    'feel-pulses',
    (caller) =>
      // The client has tried for long enough.
      whileGithubWaits(context, caller, { organizationId, tries: 1 }, async () => {
        const { signal, log } = caller
        const tenant = await tenants.open(organizationId)
        const access = await credentials.accessOf(tenant)
        const found = await files.call(
          tenant,
          'feelPulses',
          { access, ids: targets.map(({ id }) => toRepositoryId(id)), run: step.runId },
          { signal, onNote: ({ wait }: WaitNote) => onWait?.(organizationId, wait) },
        )
        log.info(
          `${found.awake.length} of ${targets.length} repositories may have changed since they were read`,
        )
        return found
      }),
    retryWhileWaiting,
  )
  const awake = new Set<string>(felt.awake)
  return { awake: targets.filter(({ id }) => awake.has(id)), access: felt.access }
}

/** A step: of targets that were not read, those whose figures are not yet of what is stored. */
export async function findStale(
  step: Step,
  { tenants, recalculator }: JobContext,
  organizationId: OrganizationId,
  targets: readonly Target[],
): Promise<Target[]> {
  const ids = await step.run('find-stale', async ({ signal }) => {
    const tenant = await tenants.open(organizationId)
    const rules = await readRules(tenant)
    const known = new Map((await listRepositories(tenant)).map((one) => [one.id, one]))
    const stale: string[] = []
    for (const { id } of targets) {
      signal.throwIfAborted()
      const repository = known.get(toRepositoryId(id))
      if (!repository) continue
      const { id: repositoryId, releaseRule } = repository
      if (!(await recalculator.isCurrent(tenant, { repositoryId, releaseRule, rules }))) stale.push(id)
    }
    return stale
  })
  const stale = new Set(ids)
  return targets.filter(({ id }) => stale.has(id))
}

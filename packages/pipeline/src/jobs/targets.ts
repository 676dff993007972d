/** The repositories that a run is about: decided once, in its first steps, and found again in the later ones. */
import type { TenantStore } from '@upflow/db'
import type { Settled, Step } from '@upflow/jobs'
import { type OrganizationId, parseOrganizationId, toRepositoryId } from '@upflow/model'
import * as z from 'zod'
import { PipelineError } from '../pipeline-error.ts'
import { chooseRepositories, findById, fullName, type Repository } from '../repositories.ts'
import type { WaitNote } from '../threads/file-methods.ts'
import type { JobContext } from './job-context.ts'
import { retryWhileWaiting, whileGithubWaits } from './while-github-waits.ts'

export const organizationInput = z.object({
  organizationId: z.string().transform((id) => parseOrganizationId(id)),
  /** `owner/name`; null for all. */
  repositories: z.array(z.string()).nullable().default(null),
})

/** What a step may keep of a repository. */
export interface Target {
  readonly id: string
  readonly fullName: string
  /** Nothing is read of it, and what was read counts. */
  readonly isPaused?: boolean
}

export const isRead = ({ isPaused = false }: Target): boolean => !isPaused

/** What a settled step on one came to. */
export interface Outcome<T> {
  readonly target: Target
  readonly outcome: Settled<T>
}

export const outcomesOf = <T>(targets: readonly Target[], outcomes: readonly Settled<T>[]): Outcome<T>[] =>
  targets.map((target, index) => ({ target, outcome: outcomes[index]! }))

/** A step: which repositories the run is about, decided once. */
export const loadTargets = (
  step: Step,
  { registry, tenants }: JobContext,
  organizationId: OrganizationId,
  names: readonly string[] | null,
): Promise<Target[]> =>
  step.run('load-organization', async () => {
    await registry.get(organizationId)
    const chosen = await chooseRepositories(await tenants.open(organizationId), names)
    return chosen.map((repository) => ({
      id: repository.id,
      fullName: fullName(repository),
      ...(repository.pause === null ? {} : { isPaused: true }),
    }))
  })

/**
 * A step: the token works and may read what a sync asks for, before anything else is begun. Its owner's login is all
 * that is kept.
 */
export const checkAccess = (
  step: Step,
  context: JobContext,
  organizationId: OrganizationId,
  [first]: readonly Target[],
): Promise<string> =>
  step.run(
    'check-access',
    (caller) =>
      // The client has tried for long enough.
      whileGithubWaits(context, caller, { organizationId, tries: 1 }, async () => {
        const { signal } = caller
        const { tenants, credentials, files, onWait } = context
        const tenant = await tenants.open(organizationId)
        const access = await credentials.accessOf(tenant)
        const options = {
          signal,
          onNote: ({ wait }: WaitNote) => onWait?.(organizationId, wait),
        }
        const { login } = await files.call(tenant, 'viewer', access, options)
        if (first)
          await files
            .call(tenant, 'probe', { access, repositoryId: toRepositoryId(first.id) }, options)
            .catch((error: unknown) => {
              // What is wrong with that repository alone, its own step says.
              if (isAboutAll(error)) throw error
              signal.throwIfAborted()
            })
        return login
      }),
    retryWhileWaiting,
  )

const isAboutAll = (error: unknown): boolean =>
  [
    'github/insufficient-scopes',
    'github/schema-mismatch',
    'github/authentication-failed',
    'github/installation-suspended',
    'github/installation-removed',
  ].includes(String((error as { code?: unknown }).code))

/**
 * Opens what a step on one repository works with. What SQLite says inside comes out as an error that says what to do.
 * @throws PipelineError `pipeline/unknown-repository` when it was removed meanwhile
 */
export async function withTarget<T>(
  { tenants }: JobContext,
  organizationId: OrganizationId,
  target: Target,
  work: (tenant: TenantStore, repository: Repository) => Promise<T>,
): Promise<T> {
  const tenant = await tenants.open(organizationId)
  try {
    return await work(tenant, await mustFind(tenant, target))
  } catch (error) {
    throw tenant.explain(error)
  }
}

async function mustFind(tenant: TenantStore, { id, fullName: name }: Target): Promise<Repository> {
  const found = await findById(tenant, toRepositoryId(id))
  if (found) return found
  throw new PipelineError(
    'pipeline/unknown-repository',
    `Repository ${name} was removed while the run was waiting.`,
    { repository: name },
  )
}

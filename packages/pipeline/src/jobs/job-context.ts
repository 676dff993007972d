/** What every job works with, and the steps that they share. */
import type { Registry, Tenant, Tenants } from '@upflow/db'
import type { ErrorRecord, Settled, Step, StepContext } from '@upflow/jobs'
import { type OrganizationId, parseOrganizationId, toRepositoryId } from '@upflow/model'
import { z } from 'zod'
import { createBusyLog } from '../busy-log.ts'
import type { Credentials } from '../credentials.ts'
import { PipelineError } from '../pipeline-error.ts'
import type { Recalculator } from '../recalculate/recalculator.ts'
import { chooseRepositories, fullName, listRepositories, type Repository } from '../repositories.ts'
import { readSetting } from '../settings.ts'
import type { SyncContext, SyncResult } from '../sync/sync-context.ts'

export interface JobContext {
  readonly registry: Registry
  readonly tenants: Tenants
  readonly credentials: Credentials
  readonly recalculator: Recalculator
}

export const organizationInput = z.object({
  organizationId: z.string().transform((id) => parseOrganizationId(id)),
  /** `owner/name`; null for all. */
  repositories: z.array(z.string()).nullable().default(null),
})

const failure = z.object({ repository: z.string(), code: z.string(), message: z.string() })
export type Failure = z.infer<typeof failure>

export const summaryOutput = z.object({
  organizationId: z.string(),
  repositories: z.number(),
  /** Pull requests read from GitHub, and of them the new or different ones. */
  read: z.number(),
  stored: z.number(),
  /** Left for later because they could not be read whole. */
  unread: z.number(),
  /** Analyzed anew, and of them those that came out different. */
  analyzed: z.number(),
  changed: z.number(),
  failed: z.array(failure),
})
export type Summary = z.infer<typeof summaryOutput>

/** What a step may keep of a repository. */
interface Target {
  readonly id: string
  readonly fullName: string
}

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
    return chosen.map((repository) => ({ id: repository.id, fullName: fullName(repository) }))
  })

/** A step: the token works, before anything else is begun. Its owner's login is all that is kept. */
export const checkAccess = (
  step: Step,
  { tenants, credentials }: JobContext,
  organizationId: OrganizationId,
): Promise<string> =>
  step.run(
    'check-access',
    async ({ signal }) => {
      // What was stored since is used.
      credentials.forget(organizationId)
      const client = await credentials.clientOf(await tenants.open(organizationId))
      return (await client.viewer(signal)).login
    },
    // The client has tried for long enough.
    { retry: { attempts: 1 } },
  )

/** Settled steps: one repository after the other, a few at a time; one that fails does not stop the others. */
export const syncAll = (
  step: Step,
  context: JobContext,
  organizationId: OrganizationId,
  targets: readonly Target[],
  sync: (context: SyncContext) => Promise<SyncResult>,
): Promise<Settled<SyncResult>[]> =>
  step.mapSettled(
    targets,
    ({ id }) => `sync:${id}`,
    async (target, stepContext) => {
      const tenant = await context.tenants.open(organizationId)
      const busy = createBusyLog('sync', organizationId)
      const { signal, token, progress, log } = stepContext
      const repository = await findRepository(tenant, target)
      const github = await context.credentials.clientOf(tenant)
      try {
        return await sync({
          tenant,
          github,
          repository,
          busy,
          signal,
          token,
          progress,
          log,
          now: () => Math.floor(Date.now() / 1000),
        })
      } finally {
        busy.end(log)
      }
    },
    { concurrency: 4, retry: { attempts: 2 } },
  )

interface Recalculated {
  readonly analyzed: number
  readonly changed: number
}

/**
 * Settled steps, in worker threads. What a failed sync left is recalculated under a key of its own, so that a retry
 * recalculates the repository again.
 */
export async function recalculateAll(
  step: Step,
  context: JobContext,
  organizationId: OrganizationId,
  targets: readonly (Target & { readonly isPartial?: boolean })[],
  options: { readonly everything: boolean } = { everything: false },
): Promise<Settled<Recalculated>[]> {
  return step.mapSettled(
    targets,
    ({ id, isPartial }) => `recalculate:${id}${isPartial ? ':partial' : ''}`,
    async (target, { signal, progress, log }: StepContext) => {
      const tenant = await context.tenants.open(organizationId)
      const busy = createBusyLog('recalculate', organizationId)
      const repository = await findRepository(tenant, target)
      const report = await context.recalculator.recalculate(tenant, {
        repositoryId: repository.id,
        releaseRule: repository.releaseRule,
        rules: await readSetting(tenant, 'rules'),
        everything: options.everything,
        signal,
        onProgress: (current, total) => progress({ current, total, message: target.fullName }),
      })
      busy.add(report.busy)
      busy.end(log)
      log.debug(
        `analyzed ${report.analyzed} of ${report.pullRequests} pull requests in ${report.durationMs} ms`,
        { ...report, busy: report.busy.length },
      )
      return { analyzed: report.analyzed, changed: report.changed }
    },
    { concurrency: 2 },
  )
}

async function findRepository(tenant: Tenant, { id, fullName: name }: Target): Promise<Repository> {
  const found = (await listRepositories(tenant)).find((repository) => repository.id === toRepositoryId(id))
  if (found) return found
  throw new PipelineError(
    'pipeline/unknown-repository',
    `Repository ${name} was removed while the run was waiting.`,
    { repository: name },
  )
}

export interface Outcomes {
  readonly synced?: readonly Settled<SyncResult>[]
  readonly recalculated?: readonly Settled<Recalculated>[]
}

/** @throws PipelineError when nothing at all succeeded, with the reason of the first failure */
export function summarize(
  organizationId: OrganizationId,
  targets: readonly Target[],
  { synced = [], recalculated = [] }: Outcomes,
): Summary {
  const failed: Failure[] = targets.flatMap(({ fullName: repository }, index) => {
    const error = errorOf(synced[index]) ?? errorOf(recalculated[index])
    return error ? [{ repository, code: error.code, message: error.message }] : []
  })
  if (failed.length === targets.length && failed[0])
    throw new PipelineError(
      'pipeline/everything-failed',
      targets.length === 1
        ? failed[0].message
        : `All ${targets.length} repositories failed, the first with: ${failed[0].message}`,
      { organization: organizationId, cause: failed[0].code },
    )
  const sum = <T>(results: readonly Settled<T>[], of: (value: T) => number) =>
    results.reduce((total, result) => (result.ok ? total + of(result.value) : total), 0)
  return {
    organizationId,
    repositories: targets.length,
    read: sum(synced, ({ seen }) => seen),
    stored: sum(synced, ({ changed }) => changed),
    unread: sum(synced, ({ unread }) => unread),
    analyzed: sum(recalculated, ({ analyzed }) => analyzed),
    changed: sum(recalculated, ({ changed }) => changed),
    failed,
  }
}

const errorOf = (result: Settled<unknown> | undefined): ErrorRecord | null =>
  result && !result.ok ? result.error : null

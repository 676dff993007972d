/** Which repositories of an organization are read: what there is to choose from, adding many, and removing. */
import type { OrganizationId, ReleaseRule } from '@upflow/model'
import type { Pipeline } from '../open-pipeline.ts'
import { chooseRepositories, fullName, listRepositories, type Repository } from '../repositories.ts'
import { refuseWhileActive } from '../runs/refuse-while-active.ts'
import { applySchedules } from '../schedules.ts'

type Managing = Pick<Pipeline, 'credentials' | 'engine' | 'files' | 'organizations' | 'tenants'>

export interface AvailableRepository {
  readonly id: string
  readonly name: string
  readonly isArchived: boolean
  readonly isPrivate: boolean
  readonly pushedAt: number | null
  readonly pullRequests: number
  /** The organization reads it already. */
  readonly isAdded: boolean
}

export interface AvailablePage {
  readonly repositories: readonly AvailableRepository[]
  readonly total: number
  readonly next: string | null
}

/** A page of what the credential sees, the most recently pushed first. @throws PipelineError, WorkerFailed */
export async function availableRepositories(
  { credentials, files, tenants }: Managing,
  organizationId: OrganizationId,
  { cursor, signal }: { readonly cursor: string | null; readonly signal: AbortSignal },
): Promise<AvailablePage> {
  const tenant = await tenants.open(organizationId)
  const access = await credentials.accessOf(tenant)
  const { repositories, total, nextCursor } = await files.call(
    tenant,
    'visible',
    { access, cursor },
    { signal },
  )
  const added = new Set((await listRepositories(tenant)).map(({ id }) => id))
  return {
    repositories: repositories.map(({ id, isArchived, isPrivate, pushedAt, pullRequests, ...one }) => ({
      id,
      name: fullName(one),
      isArchived,
      isPrivate,
      pushedAt,
      pullRequests,
      isAdded: added.has(id),
    })),
    total,
    next: nextCursor,
  }
}

export interface AddedRepositories {
  readonly added: readonly Repository[]
  /** Those that could not be added, and why: the others are. */
  readonly refused: readonly { readonly name: string; readonly code: string; readonly message: string }[]
}

interface WantedRepositories {
  readonly names: readonly string[]
  readonly releaseRule?: ReleaseRule
  readonly by: string
  /** Once it is aborted, no more are added. */
  readonly signal?: AbortSignal
}

/** What keeps all of them from being added is thrown when none is yet; later, it is said of the rest. */
export async function addRepositories(
  pipeline: Managing,
  organizationId: OrganizationId,
  { names, releaseRule, by, signal }: WantedRepositories,
): Promise<AddedRepositories> {
  const added: Repository[] = []
  const refused: { name: string; code: string; message: string }[] = []
  try {
    for (const [index, name] of names.entries()) {
      if (signal?.aborted) break
      try {
        added.push(await pipeline.organizations.addRepository(organizationId, name, releaseRule, by))
      } catch (error) {
        const { code, message } = error as { code?: unknown; message: string }
        const concerns = concernedBy(code)
        if (concerns === 'one') refused.push({ name, code: code as string, message })
        else if (concerns === null || added.length === 0) throw error
        else {
          refused.push(...names.slice(index).map((rest) => ({ name: rest, code: code as string, message })))
          break
        }
      }
    }
  } finally {
    // What is added is read by itself from now on, whatever became of the others.
    if (added.length > 0) await applySchedules(pipeline, organizationId)
  }
  return { added, refused }
}

const concernedBy = (code: unknown): 'one' | 'all' | null =>
  typeof code !== 'string'
    ? null
    : concernsAll.includes(code) || code.startsWith('db/')
      ? 'all'
      : /^(github|pipeline)\//.test(code)
        ? 'one'
        : null

/** What is wrong for one is wrong for the next. */
const concernsAll = [
  'github/authentication-failed',
  'github/installation-suspended',
  'github/installation-removed',
  'github/unreachable',
  'pipeline/no-token',
  'pipeline/demo-only',
]

/**
 * With its pull requests and figures.
 * @throws PipelineError `pipeline/unknown-repository`; `pipeline/run-active` while a run that may write of it has not ended
 */
export async function removeRepositoryOf(
  { engine, files, tenants }: Managing,
  organizationId: OrganizationId,
  { name, by }: { readonly name: string; readonly by: string },
): Promise<void> {
  const tenant = await tenants.open(organizationId)
  const [found] = await chooseRepositories(tenant, [name])
  // One that has not begun finds the repository gone, and none is told of what it reads.
  await refuseWhileActive({ engine }, organizationId, {
    status: ['running', 'waiting'],
    harmless: ['notify'],
  })
  await files.call(tenant, 'removeRepository', { id: found!.id, name: fullName(found!), by })
}

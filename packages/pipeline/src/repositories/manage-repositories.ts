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

export interface BackfillEstimate {
  readonly repositories: number
  readonly pullRequests: number
  /** Those that GitHub does not show to the credential: in no number. */
  readonly unseen: readonly string[]
  readonly requests: number
  readonly points: number
  readonly seconds: number
}

/** As a sync is to cost at the most: whole pull requests of a page, the points that it costs, and a usual time for it. */
const perPage = { pullRequests: 24, points: 4, seconds: 3 }
/** Of each repository: tags, deployments and the look for what is gone. */
const besides = { requests: 3, points: 3 }
/** Pages are asked for side by side. */
const atOnce = 4

/** What a backfill would come to, by how many pull requests there are; null for all repositories. Of those that are paused none is read. */
export async function estimateBackfill(
  { credentials, files, tenants }: Managing,
  organizationId: OrganizationId,
  names: readonly string[] | null,
): Promise<BackfillEstimate> {
  const tenant = await tenants.open(organizationId)
  const chosen = (await chooseRepositories(tenant, names)).filter(({ pause }) => pause === null)
  const access = await credentials.accessOf(tenant)
  const totals = await files.call(tenant, 'totals', { access, ids: chosen.map(({ id }) => id) })
  const seen = chosen.filter(({ id }) => totals.has(id))
  const pages = seen.map(({ id }) => Math.ceil(totals.get(id)! / perPage.pullRequests))
  const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0)
  const requests = sum(pages) + seen.length * besides.requests
  return {
    repositories: seen.length,
    pullRequests: sum(seen.map(({ id }) => totals.get(id)!)),
    unseen: chosen.filter(({ id }) => !totals.has(id)).map(fullName),
    requests,
    points: sum(pages) * perPage.points + seen.length * besides.points,
    // The pages of one repository come one after the other.
    seconds: Math.ceil(
      Math.max((requests * perPage.seconds) / atOnce, Math.max(0, ...pages) * perPage.seconds),
    ),
  }
}

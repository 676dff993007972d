/**
 * What the patterns of an organization would add, of all that its credential sees. What somebody has removed is not
 * added again: who wants it back adds it by hand.
 */
import type { TenantStore } from '@upflow/db'
import type { Visible, VisibleRepository } from '@upflow/github'
import type { OrganizationId } from '@upflow/model'
import { type Discovery, readSetting } from '@upflow/settings'
import type { JobContext } from '../jobs/job-context.ts'
import { fullName, listRepositories } from '../repositories.ts'
import type { WaitNote } from '../threads/file-methods.ts'
import { byPatterns, ownersOf } from './by-patterns.ts'

export interface Discovered {
  /** Repositories that were looked at. */
  readonly seen: number
  /** Of them, those that a pattern takes in. */
  readonly matched: number
  /** Of those, the ones that are not there yet. */
  readonly news: readonly { readonly repository: VisibleRepository; readonly pattern: string }[]
  /** Those that somebody has removed, by name. */
  readonly removed: readonly string[]
  /** Owners that are named by a pattern and cannot be seen. */
  readonly unseenOwners: readonly string[]
}

export interface LookOptions {
  readonly discovery: Discovery
  /** Also behind the first page on which there is nothing new: they come the most recently pushed first. */
  readonly isWhole: boolean
  readonly signal: AbortSignal
  readonly onNote?: (note: WaitNote) => void
}

type Looking = Pick<JobContext, 'credentials' | 'files' | 'tenants'>

/** What the patterns that are set, or given, would add. @throws PipelineError, WorkerFailed */
export async function discover(
  context: Looking,
  organizationId: OrganizationId,
  { discovery, signal }: { readonly discovery: Discovery | null; readonly signal: AbortSignal },
): Promise<Discovered> {
  const tenant = await context.tenants.open(organizationId)
  return look(context, tenant, {
    discovery: discovery ?? (await readSetting(tenant, 'discovery')),
    isWhole: true,
    signal,
  })
}

export async function look(
  { credentials, files }: Pick<Looking, 'credentials' | 'files'>,
  tenant: TenantStore,
  { discovery, isWhole, signal, onNote }: LookOptions,
): Promise<Discovered> {
  const access = await credentials.accessOf(tenant)
  const patternOf = byPatterns(discovery)
  const known = new Set<string>((await listRepositories(tenant)).map(({ id }) => id))
  const isRemoved = await removedByHand(tenant)
  const found = { seen: 0, matched: 0 }
  const news = new Map<string, { repository: VisibleRepository; pattern: string }>()
  const removed = new Set<string>()
  const unseenOwners: string[] = []
  const options = { signal, ...(onNote ? { onNote } : {}) }

  /** @returns whether there was anything new */
  const take = ({ repositories }: Visible): boolean => {
    const before = news.size
    for (const repository of repositories) {
      found.seen++
      const pattern = patternOf(repository)
      if (pattern === null) continue
      found.matched++
      if (known.has(repository.id)) continue
      if (isRemoved(repository)) removed.add(fullName(repository))
      else news.set(repository.id, { repository, pattern })
    }
    return news.size > before
  }
  const takeAll = async (owner: string | null) => {
    for (let cursor: string | null = null; ; ) {
      const page: Visible = await readPage(owner, cursor)
      const isNew = take(page)
      cursor = page.nextCursor
      if (cursor === null || (!isNew && !isWhole)) return
    }
  }
  const readPage = (owner: string | null, cursor: string | null) =>
    owner === null
      ? files.call(tenant, 'visible', { access, cursor }, options)
      : files.call(tenant, 'owned', { access, owner, cursor }, options)

  for (const owner of discovery.patterns.length === 0 ? [] : (ownersOf(discovery) ?? [null]))
    try {
      await takeAll(owner)
    } catch (error) {
      if (owner === null || (error as { code?: unknown }).code !== 'github/not-found') throw error
      unseenOwners.push(owner)
    }
  return { ...found, news: [...news.values()], removed: [...removed].sort(), unseenOwners }
}

/**
 * By the audit: whose last line says that it was removed. It is the same one under another name; lines of before they
 * said which it was know it by its name alone.
 */
async function removedByHand({ db }: TenantStore): Promise<(repository: VisibleRepository) => boolean> {
  const lines = await db
    .selectFrom('setting_changes')
    .select(['repository_id', 'before', 'after'])
    .where('key', '=', 'repository')
    .orderBy('id')
    .execute()
  const removed = new Set<string>()
  for (const { repository_id: id, before, after } of lines) {
    const known = [nameIn(after ?? before), ...(id === null ? [] : [id])]
    for (const one of known) after === null ? removed.add(one) : removed.delete(one)
  }
  return (repository) => removed.has(fullName(repository).toLowerCase()) || removed.has(repository.id)
}

const nameIn = (json: string | null) =>
  (JSON.parse(json ?? '{"name":""}') as { readonly name: string }).name.toLowerCase()

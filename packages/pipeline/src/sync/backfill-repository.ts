/**
 * Reads all history of a repository, by creation: a key that does not move. The first time whole pull requests;
 * later the metadata of those that are stored, and whole those that are missing or older than GitHub's.
 */
import { fromPayload, type Tenant } from '@upflow/db'
import type { PullRequestId, PullRequestScalars, RawPullRequest, RepositoryId } from '@upflow/model'
import { type PassPage, runPass } from './run-pass.ts'
import type { SyncContext, SyncResult } from './sync-context.ts'
import { readState, type SyncMode } from './sync-state.ts'
import { syncTags } from './sync-tags.ts'

export async function backfillRepository(
  context: SyncContext,
  options: { readonly files: boolean },
): Promise<SyncResult> {
  const { tenant, github, repository, signal } = context
  const mode = modeOf(context, options.files)
  const request = { repositoryId: repository.id, order: 'created', signal } as const
  const result = await runPass(context, {
    phase: 'backfill',
    mode,
    countsTotal: true,
    raisesWatermark: mode !== 'files',
    findHigh: async () => {
      if (mode === 'files') return null
      const latest = await github.scalars({ ...request, order: 'updated', cursor: null, pageSize: 1 })
      return latest.items[0]?.updatedAt ?? null
    },
    readPage: async ({ cursor, page_size: pageSize }) => {
      if (mode === 'full') return whole(await github.pullRequests({ ...request, cursor, pageSize }))
      if (mode === 'files') {
        const page = await github.files({ ...request, cursor, pageSize })
        return {
          ...page,
          seen: page.items.length,
          items: page.items.flatMap((item) => withFiles(tenant, repository.id, item)),
        }
      }
      return refreshPage(context, await github.scalars({ ...request, cursor, pageSize }))
    },
  })
  if (mode !== 'files') await syncTags(context)
  return result
}

/** A pass that is under way keeps its mode. */
function modeOf({ tenant, repository, token }: SyncContext, files: boolean): SyncMode {
  const known = readState(tenant, repository.id, 'backfill')
  if (known?.pass_token === token) return known.mode as SyncMode
  if (files) return 'files'
  const stored = tenant.sqlite
    .prepare('SELECT 1 FROM raw_pull_requests WHERE repository_id = ? LIMIT 1')
    .get(repository.id)
  return stored ? 'refresh' : 'full'
}

const whole = (page: Omit<PassPage, 'seen'>): PassPage => ({ ...page, seen: page.items.length })

interface Stored {
  readonly id: string
  readonly updated_at: number
  readonly incomplete: string | null
  readonly payload: string
}

/** By number, and only when it is the same pull request by GitHub's id. */
function createFind({ sqlite }: Tenant, repositoryId: RepositoryId) {
  const find = sqlite.prepare<[string, number], Stored>(
    'SELECT id, updated_at, incomplete, payload FROM raw_pull_requests WHERE repository_id = ? AND number = ?',
  )
  return ({ id, number }: { readonly id: PullRequestId; readonly number: number }): Stored | null => {
    const stored = find.get(repositoryId, number)
    return stored?.id === id ? stored : null
  }
}

async function refreshPage(
  { tenant, github, repository, signal }: SyncContext,
  page: Omit<PassPage, 'seen' | 'items'> & { readonly items: readonly PullRequestScalars[] },
): Promise<PassPage> {
  const find = createFind(tenant, repository.id)
  const wanted: { id: PullRequestId; number: number }[] = []
  const refreshed: RawPullRequest[] = []
  for (const scalars of page.items) {
    const stored = find(scalars)
    const isCurrent = stored && stored.incomplete === null && stored.updated_at >= scalars.updatedAt
    if (!isCurrent) wanted.push(scalars)
    else if (stored.updated_at === scalars.updatedAt)
      refreshed.push({ ...fromPayload(stored.payload), ...scalars })
  }
  const details = await github.pullRequestsById(repository.id, wanted, { pageSize: 24, signal })
  return {
    ...page,
    seen: page.items.length,
    items: [...refreshed, ...details.items],
    unread: [...page.unread, ...details.unread],
  }
}

/** The stored pull request with another list of files; none when it is not stored. */
function withFiles(
  tenant: Tenant,
  repositoryId: RepositoryId,
  item: {
    readonly id: PullRequestId
    readonly number: number
    readonly files: RawPullRequest['files']
    readonly isComplete: boolean
  },
): RawPullRequest[] {
  const stored = createFind(tenant, repositoryId)(item)
  if (!stored) return []
  const pullRequest = fromPayload(stored.payload)
  const others = pullRequest.incomplete.filter((set) => set !== 'files')
  const incomplete = item.isComplete ? others : [...others, 'files' as const].sort()
  return [{ ...pullRequest, files: item.files, incomplete }]
}

/**
 * Reads all history of a repository, by creation: a key that does not move. The first time whole pull requests;
 * later the metadata of those that are stored, and whole those that are missing or older than GitHub's.
 */
import { fromPayload, type Tenant } from '@upflow/db'
import type { PullRequestId, PullRequestScalars, RawPullRequest } from '@upflow/model'
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
          items: page.items.flatMap((item) => withFiles(tenant, item)),
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
    .prepare<[string], { n: number }>('SELECT count(*) AS n FROM raw_pull_requests WHERE repository_id = ?')
    .get(repository.id)!.n
  return stored > 0 ? 'refresh' : 'full'
}

const whole = (page: Omit<PassPage, 'seen'>): PassPage => ({ ...page, seen: page.items.length })

interface Stored {
  readonly updated_at: number
  readonly incomplete: string | null
  readonly payload: string
}

const storedStatement = ({ sqlite }: Tenant) =>
  sqlite.prepare<[string], Stored>(
    'SELECT updated_at, incomplete, payload FROM raw_pull_requests WHERE id = ?',
  )

async function refreshPage(
  { tenant, github, repository, signal }: SyncContext,
  page: Omit<PassPage, 'seen' | 'items'> & { readonly items: readonly PullRequestScalars[] },
): Promise<PassPage> {
  const find = storedStatement(tenant)
  const wanted: { id: PullRequestId; number: number }[] = []
  const refreshed: RawPullRequest[] = []
  for (const scalars of page.items) {
    const stored = find.get(scalars.id)
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
  item: { readonly id: PullRequestId; readonly files: RawPullRequest['files']; readonly isComplete: boolean },
): RawPullRequest[] {
  const stored = storedStatement(tenant).get(item.id)
  if (!stored) return []
  const pullRequest = fromPayload(stored.payload)
  const others = pullRequest.incomplete.filter((set) => set !== 'files')
  const incomplete = item.isComplete ? others : [...others, 'files' as const].sort()
  return [{ ...pullRequest, files: item.files, incomplete }]
}

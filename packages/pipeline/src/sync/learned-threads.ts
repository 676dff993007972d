/**
 * How many review threads to ask for with each pull request of a repository: what the client has learned of it, kept as
 * the state of a phase of its own, so that the next process begins with that.
 */
import type { TenantStore } from '@upflow/db'
import { GithubError } from '@upflow/github'
import type { RepositoryId } from '@upflow/model'
import type { SyncContext } from './sync-context.ts'
import { newState, readState } from './sync-state.ts'

/** Of each repository of which something was learned. */
export async function readThreads({ db }: TenantStore): Promise<ReadonlyMap<RepositoryId, number>> {
  const rows = await db
    .selectFrom('sync_state')
    .select(['repository_id', 'page_size'])
    .where('phase', '=', 'threads')
    .execute()
  return new Map(rows.map((row) => [row.repository_id, row.page_size]))
}

/** Keeps what the work has taught, also when GitHub ends it: then it is tried again, maybe in another process. */
export async function keepingThreads<T>(
  context: SyncContext,
  work: (context: SyncContext) => Promise<T>,
): Promise<T> {
  try {
    const result = await work(context)
    await keepThreads(context)
    return result
  } catch (error) {
    if (error instanceof GithubError) await keepThreads(context)
    throw error
  }
}

/** Writes only what is news. */
async function keepThreads({ tenant, github, repository: { id }, busy }: SyncContext): Promise<void> {
  const threads = github.threadsOf(id)
  if (threads === null) return
  const known = await readState(tenant, id, 'threads')
  if (threads === known?.page_size) return
  const state = newState(id, 'threads', { token: '', mode: 'full' })
  await tenant.putState({ ...state, page_size: threads }, busy.retry)
}

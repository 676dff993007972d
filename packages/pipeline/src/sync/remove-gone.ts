/**
 * What GitHub no longer has is removed and remembered: not because a list left it out, but after a second look by its
 * id, and only while its repository is seen.
 */
import { keysOf, type Tenant, withBusyRetry } from '@upflow/db'
import type { Known } from '@upflow/github'
import type { SyncContext } from './sync-context.ts'
import { beginPass, readState, writeState } from './sync-state.ts'

type Context = Pick<SyncContext, 'tenant' | 'github' | 'repository' | 'busy' | 'signal' | 'now'>

/** Of those that may be gone, removes those that are. Returns how many. */
export async function removeGone(
  { tenant, github, repository, busy, signal, now }: Context,
  suspects: readonly Known[],
): Promise<number> {
  if (suspects.length === 0) return 0
  const gone = await github.findGone(
    repository.id,
    suspects.map(({ id }) => id),
    signal,
  )
  if (gone.size === 0) return 0
  const { sqlite } = tenant
  const remember = sqlite.prepare(
    `INSERT OR REPLACE INTO removed_pull_requests (repository_id, number, id, title, removed_at)
     SELECT repository_id, number, id, payload ->> '$.title', ? FROM raw_pull_requests
     WHERE repository_id = ? AND number = ? AND id = ?`,
  )
  const remove = sqlite.prepare(
    'DELETE FROM raw_pull_requests WHERE repository_id = ? AND number = ? AND id = ?',
  )
  const forget = sqlite.prepare('DELETE FROM retry_queue WHERE repository_id = ? AND number = ?')
  const write = sqlite.transaction((some: readonly Known[]) => {
    for (const { id, number } of some) {
      remember.run(now(), repository.id, number, id)
      if (remove.run(repository.id, number, id).changes > 0) forget.run(repository.id, number)
    }
  })
  const removed = suspects.filter(({ id }) => gone.has(id))
  for (let start = 0; start < removed.length; start += 50)
    await withBusyRetry(() => write.immediate(removed.slice(start, start + 50)), busy.retry)
  return removed.length
}

/** After a pass over everything: what is stored and was not come by; what is queued and was not is looked up soon. */
export async function removeUnseen(context: Context): Promise<void> {
  const { tenant, repository, busy, now } = context
  const keys = keysOf(tenant.sqlite, repository.id)
  if (keys === null) return
  const suspects = tenant.sqlite
    .prepare<[number, number], Known>(
      `SELECT id, number FROM raw_pull_requests WHERE key BETWEEN ? AND ?
       AND key NOT IN (SELECT pull_request_key FROM seen_pull_requests)`,
    )
    .all(keys.least, keys.most)
  await removeGone(context, suspects)
  const hasten = tenant.sqlite.prepare(
    `UPDATE retry_queue SET next_at = min(next_at, ?) WHERE repository_id = ? AND number > 0
     AND ? + number NOT IN (SELECT pull_request_key FROM seen_pull_requests)`,
  )
  const forget = tenant.sqlite.prepare(
    'DELETE FROM seen_pull_requests WHERE pull_request_key BETWEEN ? AND ?',
  )
  const end = tenant.sqlite.transaction(() => {
    hasten.run(now(), repository.id, keys.least)
    forget.run(keys.least, keys.most)
  })
  await withBusyRetry(() => end.immediate(), busy.retry)
}

/**
 * After a pass over what was updated, which comes by nothing that was removed: looks for it when more is stored than
 * GitHub counts. What is left over then, GitHub has without counting it: only more than that is a reason to look again.
 * @param total how many pull requests GitHub counts
 */
export async function reconcile(context: Context, total: number | null): Promise<void> {
  const { tenant, repository, busy, now } = context
  if (total === null) return
  const surplus = () => Math.max(0, countStored(tenant, repository.id) - total)
  const known = readState(tenant, repository.id, 'reconcile')
  if (surplus() <= (known?.total ?? 0)) return
  const all = tenant.sqlite
    .prepare<[string], Known>(
      'SELECT id, number FROM raw_pull_requests WHERE repository_id = ? ORDER BY number',
    )
    .all(repository.id)
  await removeGone(context, all)
  const state = beginPass(tenant, repository.id, 'reconcile', { token: '', mode: 'full' })
  await withBusyRetry(
    () => writeState(tenant, { ...state, seen: all.length, total: surplus(), completed_at: now() }),
    busy.retry,
  )
}

const countStored = ({ sqlite }: Tenant, repositoryId: string) =>
  sqlite
    .prepare<[string], number>('SELECT count(*) FROM raw_pull_requests WHERE repository_id = ?')
    .pluck()
    .get(repositoryId)!

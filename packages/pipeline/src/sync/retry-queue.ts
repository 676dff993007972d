/** Pull requests that could not be read, or not whole: neither a reason to stop nor forgotten. */
import { createRawUpsert, type Tenant, toRawRow, withBusyRetry } from '@upflow/db'
import { GithubError } from '@upflow/github'
import type { RawPullRequest, RepositoryId } from '@upflow/model'
import type { SyncContext } from './sync-context.ts'

/** To be called in the transaction that writes the rows. */
export function queueUnread(
  tenant: Tenant,
  repositoryId: RepositoryId,
  unread: readonly { readonly number: number; readonly reason: string }[],
  now: number,
): void {
  const put = tenant.sqlite.prepare(
    `INSERT INTO retry_queue (repository_id, number, reason, attempts, next_at) VALUES (?, ?, ?, 0, ?)
     ON CONFLICT (repository_id, number) DO UPDATE SET reason = excluded.reason`,
  )
  for (const { number, reason } of unread) put.run(repositoryId, number, reason, now)
}

export const unreadOf = (pullRequests: readonly RawPullRequest[]): { number: number; reason: string }[] =>
  pullRequests.flatMap(({ number, incomplete }) =>
    incomplete.length > 0
      ? [{ number, reason: `not all of its ${incomplete.join(', ')} could be read` }]
      : [],
  )

/** A minute, then twice as long each time, at most a day. */
const delaySeconds = (attempts: number) => Math.min(86_400, 60 * 2 ** attempts)

/** Tries again what is due. Returns how many are left. */
export async function drainRetryQueue({
  tenant,
  github,
  repository,
  busy,
  signal,
  now,
}: SyncContext): Promise<number> {
  const { sqlite } = tenant
  const due = sqlite
    .prepare<[string, number], { number: number; attempts: number }>(
      'SELECT number, attempts FROM retry_queue WHERE repository_id = ? AND next_at <= ? ORDER BY number',
    )
    .all(repository.id, now())
  const upsert = createRawUpsert(tenant)
  const done = sqlite.prepare('DELETE FROM retry_queue WHERE repository_id = ? AND number = ?')
  const later = sqlite.prepare(
    'UPDATE retry_queue SET attempts = attempts + 1, reason = ?, next_at = ? WHERE repository_id = ? AND number = ?',
  )
  for (const { number, attempts } of due) {
    const { read, reason } = await readOne(number)
    const write = sqlite.transaction(() => {
      if (read) upsert(toRawRow(read))
      if (reason === null) done.run(repository.id, number)
      else later.run(reason, now() + delaySeconds(attempts), repository.id, number)
    })
    await withBusyRetry(() => write.immediate(), busy.retry)
  }
  return sqlite
    .prepare<[string], { left: number }>('SELECT count(*) AS left FROM retry_queue WHERE repository_id = ?')
    .get(repository.id)!.left

  async function readOne(number: number): Promise<{ read: RawPullRequest | null; reason: string | null }> {
    try {
      const id = await github.pullRequestId(repository.id, number, signal)
      const { items, unread } = await github.pullRequestsById(repository.id, [{ id, number }], {
        pageSize: 1,
        signal,
      })
      const read = items[0] ?? null
      return {
        read,
        reason:
          unread[0]?.reason ?? (read ? (unreadOf([read])[0]?.reason ?? null) : 'GitHub did not return it'),
      }
    } catch (error) {
      signal.throwIfAborted()
      if (!(error instanceof GithubError) || error.code !== 'github/not-found') throw error
      return { read: null, reason: error.message }
    }
  }
}

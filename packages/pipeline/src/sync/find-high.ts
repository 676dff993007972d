/** Up to when a pass answers for everything: the newest update there is, but never later than the server's own clock. */
import type { Instant } from '@upflow/model'
import type { SyncContext } from './sync-context.ts'

/**
 * A clock that was ahead leaves updates in the future: a watermark there would hide all that comes until then.
 * @returns null when there is nothing
 */
export async function findHigh({ github, repository, signal }: SyncContext): Promise<Instant | null> {
  const { items, answeredAt } = await github.list({
    repositoryId: repository.id,
    order: 'updated',
    cursor: null,
    pageSize: 1,
    signal,
  })
  const newest = items[0]?.updatedAt ?? null
  return newest === null || answeredAt === null ? newest : Math.min(newest, answeredAt)
}

/** The queue of what could not be read, or not whole. To be called in the transaction that writes the rows. */
import type { RepositoryId } from '@upflow/model'
import type { QueuedItem } from '../../store/page-store.ts'
import type { Sqlite } from '../open-sqlite.ts'

export function createQueue(sqlite: Sqlite) {
  const put = sqlite.prepare(
    `INSERT INTO retry_queue (repository_id, number, reason, attempts, next_at) VALUES (?, ?, ?, 0, ?)
     ON CONFLICT (repository_id, number) DO UPDATE SET reason = excluded.reason`,
  )
  const remove = sqlite.prepare('DELETE FROM retry_queue WHERE repository_id = ? AND number = ?')
  const countUnnamed = sqlite
    .prepare<[string], number>('SELECT count(*) FROM retry_queue WHERE repository_id = ? AND number <= 0')
    .pluck()
  const removeUnnamed = sqlite.prepare('DELETE FROM retry_queue WHERE repository_id = ? AND number <= 0')
  const later = sqlite.prepare(
    `INSERT INTO retry_queue (repository_id, number, reason, attempts, next_at) VALUES (?, ?, ?, 0, ?)
     ON CONFLICT (repository_id, number) DO UPDATE SET
       attempts = attempts + 1, reason = excluded.reason, next_at = excluded.next_at`,
  )
  return {
    add(repositoryId: RepositoryId, items: readonly QueuedItem[]) {
      for (const { number, reason, nextAt } of items) put.run(repositoryId, number, reason, nextAt)
    },
    countUnnamed: (repositoryId: RepositoryId): number => countUnnamed.get(repositoryId)!,
    /** Before a pass over everything, which finds them anew. */
    forgetUnnamed: (repositoryId: RepositoryId) => void removeUnnamed.run(repositoryId),
    forget(repositoryId: RepositoryId, numbers: readonly number[]) {
      for (const number of numbers) remove.run(repositoryId, number)
    },
    postpone: (repositoryId: RepositoryId, { number, reason, nextAt }: QueuedItem) =>
      void later.run(repositoryId, number, reason, nextAt),
  }
}

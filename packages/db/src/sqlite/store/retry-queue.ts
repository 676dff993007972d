/** The queue of what could not be read, or not whole. To be called in the transaction that writes the rows. */
import type { RepositoryId } from '@upflow/model'
import type { Unnamed } from '../../store/page-decisions.ts'
import type { QueuedItem } from '../../store/page-store.ts'
import type { Sqlite } from '../open-sqlite.ts'

export function createQueue(sqlite: Sqlite) {
  const put = sqlite.prepare(
    `INSERT INTO retry_queue (repository_id, number, reason, attempts, next_at) VALUES (?, ?, ?, 0, ?)
     ON CONFLICT (repository_id, number) DO UPDATE SET reason = excluded.reason`,
  )
  const remove = sqlite.prepare('DELETE FROM retry_queue WHERE repository_id = ? AND number = ?')
  const standOfUnnamed = sqlite.prepare<[string], Unnamed>(
    `SELECT count(*) AS known, coalesce(1 - min(number), 0) AS next FROM retry_queue
     WHERE repository_id = ? AND number <= 0`,
  )
  const tryUnnamed = sqlite.prepare(
    'UPDATE retry_queue SET attempts = attempts + 1 WHERE repository_id = ? AND number <= 0',
  )
  const removeTried = sqlite.prepare(
    'DELETE FROM retry_queue WHERE repository_id = ? AND number <= 0 AND attempts > 0',
  )
  const later = sqlite.prepare(
    `INSERT INTO retry_queue (repository_id, number, reason, attempts, next_at) VALUES (?, ?, ?, 0, ?)
     ON CONFLICT (repository_id, number) DO UPDATE SET
       attempts = attempts + 1, reason = excluded.reason, next_at = excluded.next_at`,
  )
  return {
    add(repositoryId: RepositoryId, items: readonly QueuedItem[]) {
      for (const { number, reason, nextAt } of items) put.run(repositoryId, number, reason, nextAt)
    },
    unnamed: (repositoryId: RepositoryId): Unnamed => standOfUnnamed.get(repositoryId)!,
    /** Before a pass over everything. */
    tryUnnamed: (repositoryId: RepositoryId) => void tryUnnamed.run(repositoryId),
    /** After it. */
    forgetTriedUnnamed: (repositoryId: RepositoryId) => void removeTried.run(repositoryId),
    forget(repositoryId: RepositoryId, numbers: readonly number[]) {
      for (const number of numbers) remove.run(repositoryId, number)
    },
    postpone: (repositoryId: RepositoryId, { number, reason, nextAt }: QueuedItem) =>
      void later.run(repositoryId, number, reason, nextAt),
  }
}

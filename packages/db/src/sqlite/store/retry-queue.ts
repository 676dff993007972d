/** The queue of what could not be read, or not whole. To be called in the transaction that writes the rows. */
import type { RawPullRequest, RepositoryId } from '@upflow/model'
import type { PageCommit, QueuedItem } from '../../store/page-store.ts'
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
    /** Those of which GitHub does not even give the number have numbers of ours, from 0 down. */
    addUnnamed(repositoryId: RepositoryId, { reasons, nextAt, areNews }: PageCommit['unnamed']) {
      const known = countUnnamed.get(repositoryId)!
      for (const [index, reason] of reasons.slice(areNews ? 0 : known).entries())
        put.run(repositoryId, -known - index, `GitHub gives neither it nor its number: ${reason}`, nextAt)
    },
    /** Before a pass over everything, which finds them anew. */
    forgetUnnamed: (repositoryId: RepositoryId) => void removeUnnamed.run(repositoryId),
    /** What was read whole is done with. */
    settle(repositoryId: RepositoryId, items: readonly RawPullRequest[]) {
      for (const { number, incomplete } of items)
        if (incomplete.length === 0) remove.run(repositoryId, number)
    },
    forget: (repositoryId: RepositoryId, number: number) => void remove.run(repositoryId, number),
    postpone: (repositoryId: RepositoryId, { number, reason, nextAt }: QueuedItem) =>
      void later.run(repositoryId, number, reason, nextAt),
  }
}

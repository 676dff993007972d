/** What is written beside a page's rows: where its pass stands, what it has come by, and what it says of its repository. */
import type { RepositoryId } from '@upflow/model'
import type { PassPlace, RepositoryFactsRow } from '../../store/page-store.ts'
import { keysOf } from '../../tenant/raw-pull-requests.ts'
import type { SyncStateRow } from '../../tenant/tables.ts'
import type { Sqlite } from '../open-sqlite.ts'

/** To be called in the transaction that writes the rows. */
export function createSyncRows(sqlite: Sqlite) {
  const columns = `(repository_id, phase, pass_token, mode, cursor, page_size, pages, seen, changed, total, pending_high, watermark, completed_at)
    VALUES (@repository_id, @phase, @pass_token, @mode, @cursor, @page_size, @pages, @seen, @changed, @total, @pending_high, @watermark, @completed_at)`
  const putState = sqlite.prepare<[SyncStateRow]>(`INSERT OR REPLACE INTO sync_state ${columns}`)
  const place = sqlite.prepare<[string, string], PassPlace>(
    'SELECT pass_token, pages FROM sync_state WHERE repository_id = ? AND phase = ?',
  )
  const raise = sqlite.prepare<[SyncStateRow]>(
    `INSERT INTO sync_state ${columns} ON CONFLICT (repository_id, phase)
     DO UPDATE SET watermark = max(coalesce(watermark, 0), excluded.watermark)`,
  )
  const addSeen = sqlite.prepare('INSERT OR IGNORE INTO seen_pull_requests (pull_request_key) VALUES (?)')
  const clearSeen = sqlite.prepare('DELETE FROM seen_pull_requests WHERE pull_request_key BETWEEN ? AND ?')
  const putFacts = sqlite.prepare(
    `UPDATE repositories SET owner = ?, name = ?, is_archived = ?, default_branch = ?
     WHERE id = ? AND (owner, name, is_archived, default_branch) IS NOT (?, ?, ?, ?)`,
  )
  return {
    placeOf: ({ repository_id, phase }: SyncStateRow): PassPlace | undefined =>
      place.get(repository_id, phase),
    putState: (state: SyncStateRow) => void putState.run(state),
    /** Everything updated up to here is stored: the next crawl need not look further back. */
    raiseWatermark: (crawl: SyncStateRow) => void raise.run(crawl),
    addSeen(repositoryId: RepositoryId, numbers: readonly number[]) {
      const keys = keysOf(sqlite, repositoryId)
      if (keys) for (const number of numbers) addSeen.run(keys.least + number)
    },
    /** The keys that a pass has come by outlive the process, as its cursor does. */
    clearSeen(repositoryId: RepositoryId) {
      const keys = keysOf(sqlite, repositoryId)
      if (keys) clearSeen.run(keys.least, keys.most)
    },
    putFacts({ id, owner, name, is_archived, default_branch }: RepositoryFactsRow) {
      const facts = [owner, name, is_archived, default_branch]
      putFacts.run(...facts, id, ...facts)
    },
  }
}

/**
 * What of a repository was read whole, and when: told apart from how far a pass has come, which the next pass begins
 * anew. What was never read is not what there is none of. Begins with format 5.
 */
import type { Instant, ReleaseRule, RepositoryId } from '@upflow/model'
import { type Kysely, sql } from 'kysely'
import type { Sqlite } from '../sqlite/open-sqlite.ts'
import type { FreshnessRow } from './tables.ts'

/** A pass that answers for everything asked for the newest update before its first page, unless there was nothing. */
const statements = [
  `CREATE TABLE freshness (
    repository_id TEXT PRIMARY KEY REFERENCES repositories (id) ON DELETE CASCADE, as_of INTEGER, read_since INTEGER,
    tags_read_at INTEGER, deployments_read_at INTEGER
  ) STRICT, WITHOUT ROWID`,
  `INSERT INTO freshness (repository_id, as_of)
    SELECT id, (SELECT max(completed_at) FROM sync_state WHERE repository_id = id AND (phase = 'crawl' OR
      phase = 'backfill' AND mode <> 'files' AND (pending_high IS NOT NULL OR total = 0)))
    FROM repositories`,
  `UPDATE freshness SET tags_read_at = coalesce(as_of, 0)
    WHERE EXISTS (SELECT 1 FROM tags WHERE tags.repository_id = freshness.repository_id)`,
  `UPDATE freshness SET deployments_read_at = coalesce(as_of, 0) WHERE EXISTS (SELECT 1 FROM sync_state AS s
    WHERE s.repository_id = freshness.repository_id AND s.phase = 'deployments' AND s.total IS NOT NULL)`,
]

export async function createFreshness(db: Kysely<never>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db)
}

/** To be called in the transaction that writes what was read. */
export function putFreshness(
  sqlite: Sqlite,
  repositoryId: RepositoryId,
  fresh: Partial<Omit<FreshnessRow, 'repository_id'>>,
): void {
  for (const [column, value] of Object.entries(fresh))
    sqlite
      .prepare(
        `INSERT INTO freshness (repository_id, ${column}) VALUES (?, ?)
         ON CONFLICT (repository_id) DO UPDATE SET ${column} = excluded.${column}`,
      )
      .run(repositoryId, value)
}

/** When what a rule releases by was last read whole, its tags or deployments; null before the first time. */
export function markersReadAt(
  sqlite: Sqlite,
  repositoryId: RepositoryId,
  kind: Extract<ReleaseRule['kind'], 'tags' | 'deployments'>,
): Instant | null {
  const read = sqlite
    .prepare<[string], Instant | null>(`SELECT ${kind}_read_at FROM freshness WHERE repository_id = ?`)
    .pluck()
  return read.get(repositoryId) ?? null
}

/**
 * Format 3 of a tenant file: what could not be read has no metrics instead of wrong ones, what GitHub removed is
 * remembered, and a pass over a repository notes what it has seen. Analyses stay until they are made anew.
 */
import { type Kysely, sql } from 'kysely'

const statements = [
  // A table is not renamed while a trigger names one that is not there.
  'DROP TRIGGER raw_removed',
  `CREATE TABLE analyses (
    pull_request_key INTEGER PRIMARY KEY, pull_request_id TEXT NOT NULL, repository_id TEXT NOT NULL,
    number INTEGER NOT NULL, title TEXT NOT NULL, url TEXT NOT NULL, state TEXT NOT NULL,
    author_login TEXT NOT NULL, author_kind TEXT NOT NULL, incomplete TEXT, first_committed_at INTEGER,
    created_at INTEGER NOT NULL, ready_at INTEGER, review_requested_at INTEGER, first_response_at INTEGER,
    first_reviewed_at INTEGER, approved_at INTEGER, merged_at INTEGER, closed_at INTEGER, released_at INTEGER,
    released_by TEXT, coding_seconds INTEGER, pickup_seconds INTEGER, review_seconds INTEGER, deploy_seconds INTEGER,
    total_seconds INTEGER, unreviewed INTEGER, awaiting_request_seconds INTEGER, approved_not_merged_seconds INTEGER,
    draft_seconds INTEGER, waiting_author_seconds INTEGER, waiting_reviewer_seconds INTEGER, review_rounds INTEGER,
    changed_lines INTEGER, changed_files INTEGER, size_class TEXT, ignored TEXT NOT NULL, source_hash TEXT NOT NULL,
    rules_hash TEXT NOT NULL, analysis_hash TEXT NOT NULL
  ) STRICT`,
  `INSERT INTO analyses
    SELECT a.pull_request_key, a.pull_request_id, a.repository_id, a.number, a.title, a.url, a.state, a.author_login,
      a.author_kind, r.incomplete, a.first_committed_at, a.created_at, a.ready_at, a.review_requested_at,
      a.first_response_at, a.first_reviewed_at, a.approved_at, a.merged_at, a.closed_at, a.released_at, a.released_by,
      a.coding_seconds, a.pickup_seconds, a.review_seconds, a.deploy_seconds, a.total_seconds, a.unreviewed,
      a.awaiting_request_seconds, a.approved_not_merged_seconds, a.draft_seconds, a.waiting_author_seconds,
      a.waiting_reviewer_seconds, a.review_rounds, a.changed_lines, a.changed_files, a.size_class, a.ignored,
      a.source_hash, a.rules_hash, a.analysis_hash
    FROM analyzed_pull_requests AS a JOIN raw_pull_requests AS r ON r.key = a.pull_request_key ORDER BY 1`,
  'DROP TABLE analyzed_pull_requests',
  'ALTER TABLE analyses RENAME TO analyzed_pull_requests',
  `CREATE TRIGGER raw_removed AFTER DELETE ON raw_pull_requests BEGIN
    DELETE FROM unanalyzed WHERE pull_request_key = OLD.key;
    DELETE FROM analyzed_pull_requests WHERE pull_request_key = OLD.key;
    UPDATE recalculations SET release_revision = release_revision + 1 WHERE repository_id = OLD.repository_id;
  END`,
  `CREATE TRIGGER analysis_removed AFTER DELETE ON analyzed_pull_requests BEGIN
    DELETE FROM segments WHERE pull_request_key = OLD.pull_request_key;
    DELETE FROM review_requests WHERE pull_request_key = OLD.pull_request_key;
    UPDATE recalculations SET release_revision = release_revision + 1 WHERE repository_id = OLD.repository_id;
    INSERT INTO unanalyzed SELECT key FROM raw_pull_requests WHERE key = OLD.pull_request_key
      AND NOT EXISTS (SELECT 1 FROM unanalyzed WHERE pull_request_key = OLD.pull_request_key);
  END`,
  // Covers what the report reads.
  `CREATE INDEX analyzed_pull_requests_merged ON analyzed_pull_requests
    (repository_id, merged_at, incomplete, unreviewed, coding_seconds, pickup_seconds, review_seconds, deploy_seconds, total_seconds)
    WHERE merged_at IS NOT NULL`,
  `CREATE TABLE removed_pull_requests (
    repository_id TEXT NOT NULL REFERENCES repositories (id) ON DELETE CASCADE, number INTEGER NOT NULL,
    id TEXT NOT NULL, title TEXT NOT NULL, removed_at INTEGER NOT NULL, PRIMARY KEY (repository_id, number)
  ) STRICT, WITHOUT ROWID`,
  // What is there again is not removed.
  `CREATE TRIGGER raw_returned AFTER INSERT ON raw_pull_requests BEGIN
    DELETE FROM removed_pull_requests WHERE repository_id = NEW.repository_id AND number = NEW.number;
  END`,
  'CREATE TABLE seen_pull_requests (pull_request_key INTEGER PRIMARY KEY) STRICT',
]

export async function incompleteAnalyses(db: Kysely<never>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db)
}

/** The formats of a tenant file. */
import { sql } from 'kysely'
import type { Migrations } from '../sqlite/migrate.ts'
import { createAnalysisChanges } from './analysis-changes.ts'
import { explainedAnalyses } from './explained-analyses.ts'
import { createFreshness } from './freshness.ts'
import { incompleteAnalyses } from './incomplete-analyses.ts'
import { integerKeys } from './integer-keys.ts'
import { readingIndexes } from './reading-indexes.ts'

const tables = [
  'CREATE TABLE settings (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT',
  `CREATE TABLE repositories (
    id TEXT PRIMARY KEY, owner TEXT NOT NULL, name TEXT NOT NULL, release_rule TEXT, default_branch TEXT,
    is_archived INTEGER NOT NULL DEFAULT 0
  ) STRICT`,
  `CREATE TABLE raw_pull_requests (
    id TEXT PRIMARY KEY, repository_id TEXT NOT NULL REFERENCES repositories (id) ON DELETE CASCADE, number INTEGER NOT NULL,
    state TEXT NOT NULL, is_draft INTEGER NOT NULL, author_login TEXT NOT NULL,
    base_ref_name TEXT NOT NULL, head_ref_name TEXT NOT NULL, is_cross_repository INTEGER NOT NULL,
    created_at INTEGER NOT NULL, updated_at INTEGER NOT NULL, merged_at INTEGER, closed_at INTEGER,
    incomplete TEXT, content_hash TEXT NOT NULL, payload TEXT NOT NULL
  ) STRICT`,
  // Covers what the release rules and the choice of what to analyze read, so that neither touches a payload.
  `CREATE INDEX raw_pull_requests_facts ON raw_pull_requests
    (repository_id, number, id, content_hash, merged_at, base_ref_name, head_ref_name, is_cross_repository)`,
  `CREATE TABLE tags (
    repository_id TEXT NOT NULL REFERENCES repositories (id) ON DELETE CASCADE, name TEXT NOT NULL, sha TEXT NOT NULL,
    committed_at INTEGER NOT NULL, PRIMARY KEY (repository_id, name)
  ) STRICT, WITHOUT ROWID`,
  `CREATE TABLE sync_state (
    repository_id TEXT NOT NULL REFERENCES repositories (id) ON DELETE CASCADE, phase TEXT NOT NULL, pass_token TEXT,
    mode TEXT, cursor TEXT, page_size INTEGER NOT NULL, pages INTEGER NOT NULL, seen INTEGER NOT NULL, changed INTEGER NOT NULL,
    total INTEGER,
    pending_high INTEGER, watermark INTEGER, completed_at INTEGER, PRIMARY KEY (repository_id, phase)
  ) STRICT, WITHOUT ROWID`,
  `CREATE TABLE retry_queue (
    repository_id TEXT NOT NULL REFERENCES repositories (id) ON DELETE CASCADE, number INTEGER NOT NULL,
    reason TEXT NOT NULL, attempts INTEGER NOT NULL, next_at INTEGER NOT NULL, PRIMARY KEY (repository_id, number)
  ) STRICT, WITHOUT ROWID`,
  `CREATE TABLE analyzed_pull_requests (
    pull_request_id TEXT PRIMARY KEY REFERENCES raw_pull_requests (id) ON DELETE CASCADE, repository_id TEXT NOT NULL,
    number INTEGER NOT NULL, title TEXT NOT NULL, url TEXT NOT NULL, state TEXT NOT NULL,
    author_login TEXT NOT NULL, author_kind TEXT NOT NULL, first_committed_at INTEGER, created_at INTEGER NOT NULL,
    ready_at INTEGER, review_requested_at INTEGER, first_response_at INTEGER, first_reviewed_at INTEGER,
    approved_at INTEGER, merged_at INTEGER, closed_at INTEGER, released_at INTEGER, released_by TEXT,
    coding_seconds INTEGER, pickup_seconds INTEGER, review_seconds INTEGER, deploy_seconds INTEGER, total_seconds INTEGER,
    unreviewed INTEGER NOT NULL, awaiting_request_seconds INTEGER NOT NULL, approved_not_merged_seconds INTEGER NOT NULL,
    draft_seconds INTEGER NOT NULL, waiting_author_seconds INTEGER NOT NULL, waiting_reviewer_seconds INTEGER NOT NULL,
    review_rounds INTEGER NOT NULL, changed_lines INTEGER NOT NULL, changed_files INTEGER NOT NULL, size_class TEXT NOT NULL,
    ignored TEXT NOT NULL, source_hash TEXT NOT NULL, rules_hash TEXT NOT NULL
  ) STRICT`,
  'CREATE INDEX analyzed_pull_requests_merged ON analyzed_pull_requests (repository_id, merged_at)',
  `CREATE TABLE segments (
    pull_request_id TEXT NOT NULL REFERENCES analyzed_pull_requests (pull_request_id) ON DELETE CASCADE,
    position INTEGER NOT NULL, state TEXT NOT NULL, waiting_on TEXT, from_at INTEGER NOT NULL, to_at INTEGER,
    because TEXT NOT NULL, PRIMARY KEY (pull_request_id, position)
  ) STRICT, WITHOUT ROWID`,
  `CREATE TABLE review_requests (
    pull_request_id TEXT NOT NULL REFERENCES analyzed_pull_requests (pull_request_id) ON DELETE CASCADE,
    position INTEGER NOT NULL, reviewer_login TEXT NOT NULL, reviewer_kind TEXT NOT NULL, requested_at INTEGER NOT NULL,
    removed_at INTEGER, responded_at INTEGER, PRIMARY KEY (pull_request_id, position)
  ) STRICT, WITHOUT ROWID`,
  'CREATE TABLE applied_tokens (token TEXT PRIMARY KEY, applied_at INTEGER NOT NULL) STRICT, WITHOUT ROWID',
]

export const tenantMigrations: Migrations = {
  '0001-first': async (db) => {
    for (const table of tables) await sql.raw(table).execute(db)
  },
  '0002-integer-keys': integerKeys,
  '0003-incomplete-analyses': incompleteAnalyses,
  '0004-explained-analyses': explainedAnalyses,
  '0005-reading-indexes': async (db) => {
    await readingIndexes(db)
    await createFreshness(db)
  },
  '0006-analysis-changes': createAnalysisChanges,
}

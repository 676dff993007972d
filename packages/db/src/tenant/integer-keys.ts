/**
 * Format 2 of a tenant file: pull requests lie by repository and number instead of by GitHub's random ids, payloads
 * are compact, and triggers note what changed, so that whoever writes, a recalculation finds it without a search.
 */
import type { RawPullRequest } from '@upflow/model'
import { type Kysely, sql } from 'kysely'
import { hashOf } from '../hash-of.ts'
import type { Sqlite } from '../sqlite/open-sqlite.ts'
import { toPayload } from './payload.ts'

const statements = [
  'ALTER TABLE repositories ADD COLUMN ordinal INTEGER',
  'UPDATE repositories SET ordinal = (SELECT count(*) FROM repositories AS r WHERE r.rowid <= repositories.rowid)',
  'CREATE UNIQUE INDEX repositories_ordinal ON repositories (ordinal)',
  `CREATE TABLE recalculations (
    repository_id TEXT PRIMARY KEY REFERENCES repositories (id) ON DELETE CASCADE,
    release_revision INTEGER NOT NULL DEFAULT 0, pass TEXT, is_complete INTEGER NOT NULL DEFAULT 0
  ) STRICT, WITHOUT ROWID`,
  'INSERT INTO recalculations (repository_id) SELECT id FROM repositories',
  `CREATE TRIGGER repositories_added AFTER INSERT ON repositories BEGIN
    UPDATE repositories SET ordinal = (SELECT coalesce(max(ordinal), 0) + 1 FROM repositories) WHERE id = NEW.id;
    INSERT INTO recalculations (repository_id) VALUES (NEW.id);
  END`,

  'ALTER TABLE raw_pull_requests RENAME TO raw_by_id',
  'ALTER TABLE analyzed_pull_requests RENAME TO analyzed_by_id',
  'ALTER TABLE segments RENAME TO segments_by_id',
  'ALTER TABLE review_requests RENAME TO review_requests_by_id',
  'DROP INDEX raw_pull_requests_facts',
  'DROP INDEX analyzed_pull_requests_merged',
  `CREATE TABLE raw_pull_requests (
    key INTEGER PRIMARY KEY, id TEXT NOT NULL,
    repository_id TEXT NOT NULL REFERENCES repositories (id) ON DELETE CASCADE, number INTEGER NOT NULL,
    state TEXT NOT NULL, is_draft INTEGER NOT NULL, author_login TEXT NOT NULL,
    base_ref_name TEXT NOT NULL, head_ref_name TEXT NOT NULL, is_cross_repository INTEGER NOT NULL,
    created_at INTEGER NOT NULL, updated_at INTEGER NOT NULL, merged_at INTEGER, closed_at INTEGER,
    incomplete TEXT, content_hash TEXT NOT NULL, payload TEXT NOT NULL
  ) STRICT`,
  `CREATE TABLE analyzed_pull_requests (
    pull_request_key INTEGER PRIMARY KEY, pull_request_id TEXT NOT NULL, repository_id TEXT NOT NULL,
    number INTEGER NOT NULL, title TEXT NOT NULL, url TEXT NOT NULL, state TEXT NOT NULL,
    author_login TEXT NOT NULL, author_kind TEXT NOT NULL, first_committed_at INTEGER, created_at INTEGER NOT NULL,
    ready_at INTEGER, review_requested_at INTEGER, first_response_at INTEGER, first_reviewed_at INTEGER,
    approved_at INTEGER, merged_at INTEGER, closed_at INTEGER, released_at INTEGER, released_by TEXT,
    coding_seconds INTEGER, pickup_seconds INTEGER, review_seconds INTEGER, deploy_seconds INTEGER, total_seconds INTEGER,
    unreviewed INTEGER NOT NULL, awaiting_request_seconds INTEGER NOT NULL, approved_not_merged_seconds INTEGER NOT NULL,
    draft_seconds INTEGER NOT NULL, waiting_author_seconds INTEGER NOT NULL, waiting_reviewer_seconds INTEGER NOT NULL,
    review_rounds INTEGER NOT NULL, changed_lines INTEGER NOT NULL, changed_files INTEGER NOT NULL, size_class TEXT NOT NULL,
    ignored TEXT NOT NULL, source_hash TEXT NOT NULL, rules_hash TEXT NOT NULL, analysis_hash TEXT NOT NULL
  ) STRICT`,
  // No foreign keys: they look the parent up for each row that is written. The triggers below delete as they would.
  `CREATE TABLE segments (
    pull_request_key INTEGER NOT NULL, position INTEGER NOT NULL, state TEXT NOT NULL, waiting_on TEXT,
    from_at INTEGER NOT NULL, to_at INTEGER, because TEXT NOT NULL, PRIMARY KEY (pull_request_key, position)
  ) STRICT, WITHOUT ROWID`,
  `CREATE TABLE review_requests (
    pull_request_key INTEGER NOT NULL, position INTEGER NOT NULL, reviewer_login TEXT NOT NULL,
    reviewer_kind TEXT NOT NULL, requested_at INTEGER NOT NULL, removed_at INTEGER, responded_at INTEGER,
    PRIMARY KEY (pull_request_key, position)
  ) STRICT, WITHOUT ROWID`,
  'CREATE TABLE unanalyzed (pull_request_key INTEGER PRIMARY KEY) STRICT',

  `INSERT INTO raw_pull_requests
    SELECT o.ordinal * 4294967296 + r.number, r.id, r.repository_id, r.number, r.state, r.is_draft, r.author_login,
      r.base_ref_name, r.head_ref_name, r.is_cross_repository, r.created_at, r.updated_at, r.merged_at, r.closed_at,
      r.incomplete, hash_of(compact(r.payload)), compact(r.payload)
    FROM raw_by_id AS r JOIN repositories AS o ON o.id = r.repository_id WHERE true
    ORDER BY 1
    ON CONFLICT (key) DO UPDATE SET id = excluded.id, payload = excluded.payload WHERE excluded.updated_at > updated_at`,
  `INSERT INTO analyzed_pull_requests
    SELECT r.key, a.*, '' FROM raw_pull_requests AS r JOIN analyzed_by_id AS a ON a.pull_request_id = r.id`,
  `INSERT INTO segments
    SELECT r.key, s.position, s.state, s.waiting_on, s.from_at, s.to_at, s.because
    FROM raw_pull_requests AS r JOIN segments_by_id AS s ON s.pull_request_id = r.id`,
  `INSERT INTO review_requests
    SELECT r.key, s.position, s.reviewer_login, s.reviewer_kind, s.requested_at, s.removed_at, s.responded_at
    FROM raw_pull_requests AS r JOIN review_requests_by_id AS s ON s.pull_request_id = r.id`,
  'INSERT INTO unanalyzed SELECT key FROM raw_pull_requests',
  'DROP TABLE segments_by_id',
  'DROP TABLE review_requests_by_id',
  'DROP TABLE analyzed_by_id',
  'DROP TABLE raw_by_id',

  // Covers what the release rules read, so that they touch no payload.
  `CREATE INDEX raw_pull_requests_facts ON raw_pull_requests
    (repository_id, number, merged_at, base_ref_name, head_ref_name, is_cross_repository)`,
  // Covers what the report reads.
  `CREATE INDEX analyzed_pull_requests_merged ON analyzed_pull_requests
    (repository_id, merged_at, unreviewed, coding_seconds, pickup_seconds, review_seconds, deploy_seconds, total_seconds)
    WHERE merged_at IS NOT NULL`,
]

/** What was written since its analysis: whoever writes it. */
const queue = (key: string) =>
  `INSERT INTO unanalyzed SELECT ${key} WHERE NOT EXISTS (SELECT 1 FROM unanalyzed WHERE pull_request_key = ${key});`
const releasesChanged = (repositoryId: string) =>
  `UPDATE recalculations SET release_revision = release_revision + 1 WHERE repository_id = ${repositoryId};`

const triggers = [
  `CREATE TRIGGER raw_added AFTER INSERT ON raw_pull_requests BEGIN ${queue('NEW.key')} END`,
  `CREATE TRIGGER raw_changed AFTER UPDATE ON raw_pull_requests WHEN OLD.content_hash <> NEW.content_hash BEGIN
    ${queue('NEW.key')}
  END`,
  `CREATE TRIGGER merge_added AFTER INSERT ON raw_pull_requests WHEN NEW.merged_at IS NOT NULL BEGIN
    ${releasesChanged('NEW.repository_id')}
  END`,
  `CREATE TRIGGER merge_changed AFTER UPDATE ON raw_pull_requests
    WHEN coalesce(OLD.merged_at, NEW.merged_at) IS NOT NULL AND (OLD.merged_at IS NOT NEW.merged_at
      OR OLD.base_ref_name <> NEW.base_ref_name OR OLD.head_ref_name <> NEW.head_ref_name
      OR OLD.is_cross_repository <> NEW.is_cross_repository) BEGIN
    ${releasesChanged('NEW.repository_id')}
  END`,
  `CREATE TRIGGER raw_removed AFTER DELETE ON raw_pull_requests BEGIN
    DELETE FROM unanalyzed WHERE pull_request_key = OLD.key;
    DELETE FROM analyzed_pull_requests WHERE pull_request_key = OLD.key;
    ${releasesChanged('OLD.repository_id')}
  END`,
  `CREATE TRIGGER analysis_removed AFTER DELETE ON analyzed_pull_requests BEGIN
    DELETE FROM segments WHERE pull_request_key = OLD.pull_request_key;
    DELETE FROM review_requests WHERE pull_request_key = OLD.pull_request_key;
    ${releasesChanged('OLD.repository_id')}
    INSERT INTO unanalyzed SELECT key FROM raw_pull_requests WHERE key = OLD.pull_request_key
      AND NOT EXISTS (SELECT 1 FROM unanalyzed WHERE pull_request_key = OLD.pull_request_key);
  END`,
  `CREATE TRIGGER tag_added AFTER INSERT ON tags BEGIN ${releasesChanged('NEW.repository_id')} END`,
  `CREATE TRIGGER tag_changed AFTER UPDATE ON tags BEGIN ${releasesChanged('NEW.repository_id')} END`,
  `CREATE TRIGGER tag_removed AFTER DELETE ON tags BEGIN ${releasesChanged('OLD.repository_id')} END`,
]

/** Rows of children and actors under their names, for those who query the file. */
const actorAt = (index: string, field: 0 | 1) => `r.payload ->> ('$.actors[' || ${index} || '][${field}]')`
const view = (name: string, set: string, columns: string) =>
  `CREATE VIEW ${name} AS SELECT r.key AS pull_request_key, r.repository_id, r.number, ${columns}
  FROM raw_pull_requests AS r, json_each(r.payload, '$.${set}') AS one`
const at = (position: number) => `(one.value ->> ${position})`

const views = [
  view(
    'pull_request_commits',
    'commits',
    `${at(0)} AS sha, ${at(1)} AS authored_at, ${at(2)} AS committed_at`,
  ),
  view(
    'pull_request_reviews',
    'reviews',
    `${at(0)} AS id, ${actorAt(at(1), 1)} AS author_login, ${actorAt(at(1), 0)} AS author_kind, ${at(2)} AS state, ${at(3)} AS submitted_at`,
  ),
  view(
    'pull_request_comments',
    'comments',
    `${at(0)} AS id, ${at(1)} AS kind, ${actorAt(at(2), 1)} AS author_login, ${actorAt(at(2), 0)} AS author_kind, ${at(3)} AS created_at`,
  ),
  view(
    'pull_request_events',
    'events',
    `${at(0)} AS kind, ${at(1)} AS at, ${actorAt(at(2), 1)} AS actor_login,
    CASE WHEN ${at(0)} LIKE 'review-request%' THEN ${actorAt(at(3), 1)} END AS reviewer_login`,
  ),
  view('pull_request_files', 'files', `${at(0)} AS path, ${at(1)} AS additions, ${at(2)} AS deletions`),
]

export async function integerKeys(db: Kysely<never>): Promise<void> {
  for (const statement of [...statements, ...triggers, ...views]) await sql.raw(statement).execute(db)
}

/** What the migration asks of the connection that runs it. */
export function provideConversions(sqlite: Sqlite): void {
  sqlite.function('compact', { deterministic: true }, (payload) =>
    toPayload(withNewer(JSON.parse(payload as string))),
  )
  sqlite.function('hash_of', { deterministic: true }, (text) => hashOf(text as string))
}

/** What was not asked for in the first format, as one reads what a payload lacks. */
function withNewer(stored: RawPullRequest): RawPullRequest {
  return {
    ...stored,
    labels: stored.labels ?? [],
    commits: stored.commits.map((one) => ({ ...one, author: one.author ?? null })),
    reviews: stored.reviews.map((one) => ({ ...one, url: one.url ?? null })),
    comments: stored.comments.map((one) => ({
      ...one,
      publishedAt: one.publishedAt === undefined ? one.createdAt : one.publishedAt,
      review: one.review ?? null,
      url: one.url ?? null,
    })),
    events: stored.events.map((one) => ({
      ...one,
      id: one.id ?? null,
      url: one.url ?? null,
      ...(one.kind === 'review-dismissed' ? { previousState: one.previousState ?? null } : {}),
    })),
  }
}

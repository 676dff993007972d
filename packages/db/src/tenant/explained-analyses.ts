/**
 * Format 4 of a tenant file: analyses by both clocks with the reasons at both sides of every segment, responses,
 * deployments, and who changed which setting. Analyses follow from what is stored and from definitions that are others
 * now, so they are not carried over: the next recalculation makes all of them anew.
 */
import { type Kysely, sql } from 'kysely'

const durations = [
  'coding',
  'pickup',
  'unanswered',
  'review',
  'deploy',
  'total',
  'lead_time',
  'awaiting_request',
  'approved_not_merged',
  'draft',
  'waiting_author',
  'waiting_reviewer',
]

/** A reason in the history of an analysis, under its names; of an address that is a rest, the whole (address.ts). */
const reasonAt = (index: string) => {
  const part = (position: number) => `(d.history ->> ('$.boundaries[' || (${index}) || '][${position}]'))`
  const actor = (position: number) =>
    `(d.history ->> ('$.actors[' || ${part(2)} || '][' || ${position} || ']'))`
  return `CASE WHEN ${part(0)} IS NOT NULL THEN json_object('kind', ${part(0)}, 'at', ${part(1)},
      'actor', CASE WHEN ${part(2)} IS NOT NULL THEN json_object('kind', ${actor(0)}, 'login', ${actor(1)}, 'id', ${actor(2)}) END,
      'id', ${part(3)}, 'url', CASE WHEN substr(${part(4)}, 1, 1) IN ('#', '/') THEN a.url || ${part(4)} ELSE ${part(4)} END) END`
}
const at = (index: string) => `(d.history ->> ('$.boundaries[' || (${index}) || '][1]'))`

/** Children by their names, with what was not asked for before. */
const childView = (set: string, columns: string) =>
  `CREATE VIEW pull_request_${set} AS SELECT r.key AS pull_request_key, r.repository_id, r.number, ${columns}
  FROM raw_pull_requests AS r, json_each(r.payload, '$.${set}') AS one`
const child = (position: number) => `(one.value ->> ${position})`
const actorOf = (position: number, field: 0 | 1) =>
  `r.payload ->> ('$.actors[' || ${child(position)} || '][${field}]')`
const address = (position: number) =>
  `CASE WHEN substr(${child(position)}, 1, 1) IN ('#', '/') THEN (r.payload ->> '$.url') || ${child(position)} ELSE ${child(position)} END`

const statements = [
  'DROP TRIGGER raw_removed',
  'DROP TRIGGER analysis_removed',
  'DROP TRIGGER merge_changed',
  'DROP INDEX raw_pull_requests_facts',
  'DROP TABLE segments',
  'DROP TABLE review_requests',
  'DROP TABLE analyzed_pull_requests',

  'ALTER TABLE raw_pull_requests ADD COLUMN merge_commit_sha TEXT',
  `UPDATE raw_pull_requests SET merge_commit_sha = payload ->> '$.mergeCommitSha'
    WHERE payload ->> '$.mergeCommitSha' IS NOT NULL`,
  // Covers what the release rules read, so that they touch no payload.
  `CREATE INDEX raw_pull_requests_facts ON raw_pull_requests
    (repository_id, number, merged_at, base_ref_name, head_ref_name, is_cross_repository, merge_commit_sha)`,
  `CREATE TABLE analyzed_pull_requests (
    pull_request_key INTEGER PRIMARY KEY, pull_request_id TEXT NOT NULL, repository_id TEXT NOT NULL,
    number INTEGER NOT NULL, state TEXT NOT NULL, kind TEXT NOT NULL,
    author_login TEXT NOT NULL, author_kind TEXT NOT NULL, incomplete TEXT, first_committed_at INTEGER,
    created_at INTEGER NOT NULL, ready_at INTEGER, review_requested_at INTEGER, first_response_at INTEGER,
    first_reviewed_at INTEGER, approved_at INTEGER, merged_at INTEGER, closed_at INTEGER, released_at INTEGER,
    released_by TEXT, ${durations.map((name) => `${name}_seconds INTEGER, ${name}_working_seconds INTEGER`).join(', ')},
    unreviewed INTEGER, review_rounds INTEGER, now_state TEXT, now_turn TEXT, now_since INTEGER,
    changed_lines INTEGER, changed_files INTEGER, size_class TEXT, title TEXT NOT NULL, url TEXT NOT NULL,
    source_hash TEXT NOT NULL, rules_hash TEXT NOT NULL, analysis_hash TEXT NOT NULL
  ) STRICT`,
  // Covers what the report reads.
  `CREATE INDEX analyzed_pull_requests_merged ON analyzed_pull_requests
    (merged_at, repository_id, kind, incomplete, unreviewed, released_at, author_login, size_class, coding_seconds,
      pickup_seconds, unanswered_seconds, review_seconds, deploy_seconds, total_seconds, lead_time_seconds)
    WHERE merged_at IS NOT NULL`,
  `CREATE TABLE analysis_details (
    pull_request_key INTEGER PRIMARY KEY, history TEXT NOT NULL, ignored TEXT NOT NULL
  ) STRICT`,
  `CREATE VIEW segments AS SELECT d.pull_request_key, s.key AS position, s.value ->> 0 AS state, s.value ->> 1 AS turn,
    ${at('s.key')} AS from_at, ${at('s.key + 1')} AS to_at, s.value ->> 2 AS working_seconds,
    ${reasonAt('s.key')} AS because, ${reasonAt('s.key + 1')} AS until
  FROM analysis_details AS d JOIN analyzed_pull_requests AS a USING (pull_request_key), json_each(d.history, '$.states') AS s`,
  `CREATE TABLE review_requests (
    pull_request_key INTEGER NOT NULL, position INTEGER NOT NULL, reviewer_login TEXT NOT NULL,
    reviewer_kind TEXT NOT NULL, requested_by TEXT, requested_at INTEGER NOT NULL, removed_at INTEGER,
    responded_at INTEGER, seconds INTEGER, working_seconds INTEGER, PRIMARY KEY (pull_request_key, position)
  ) STRICT, WITHOUT ROWID`,
  `CREATE TABLE responses (
    pull_request_key INTEGER NOT NULL, position INTEGER NOT NULL, reviewer_login TEXT NOT NULL,
    reviewer_kind TEXT NOT NULL, at INTEGER NOT NULL, kind TEXT NOT NULL, id TEXT NOT NULL, requested_at INTEGER,
    seconds INTEGER, working_seconds INTEGER, is_answer INTEGER NOT NULL, PRIMARY KEY (pull_request_key, position)
  ) STRICT, WITHOUT ROWID`,
  `CREATE TABLE deployments (
    repository_id TEXT NOT NULL REFERENCES repositories (id) ON DELETE CASCADE, id TEXT NOT NULL,
    environment TEXT NOT NULL, sha TEXT NOT NULL, committed_at INTEGER NOT NULL, creator_login TEXT NOT NULL,
    creator_kind TEXT NOT NULL, created_at INTEGER NOT NULL, succeeded_at INTEGER, PRIMARY KEY (repository_id, id)
  ) STRICT, WITHOUT ROWID`,
  `CREATE TABLE setting_changes (
    id INTEGER PRIMARY KEY, changed_at INTEGER NOT NULL, changed_by TEXT NOT NULL, repository_id TEXT,
    key TEXT NOT NULL, before TEXT, after TEXT
  ) STRICT`,

  `CREATE TRIGGER raw_removed AFTER DELETE ON raw_pull_requests BEGIN
    DELETE FROM unanalyzed WHERE pull_request_key = OLD.key;
    DELETE FROM analyzed_pull_requests WHERE pull_request_key = OLD.key;
    UPDATE recalculations SET release_revision = release_revision + 1 WHERE repository_id = OLD.repository_id;
  END`,
  `CREATE TRIGGER analysis_removed AFTER DELETE ON analyzed_pull_requests BEGIN
    DELETE FROM analysis_details WHERE pull_request_key = OLD.pull_request_key;
    DELETE FROM review_requests WHERE pull_request_key = OLD.pull_request_key;
    DELETE FROM responses WHERE pull_request_key = OLD.pull_request_key;
    UPDATE recalculations SET release_revision = release_revision + 1 WHERE repository_id = OLD.repository_id;
    INSERT INTO unanalyzed SELECT key FROM raw_pull_requests WHERE key = OLD.pull_request_key
      AND NOT EXISTS (SELECT 1 FROM unanalyzed WHERE pull_request_key = OLD.pull_request_key);
  END`,
  // What releases depend on: by branch, by the merge's commit, and by the commits that a merge carries. An analysis
  // whose end could not be read has no release, so one that becomes whole is looked at anew.
  `CREATE TRIGGER merge_changed AFTER UPDATE ON raw_pull_requests
    WHEN coalesce(OLD.merged_at, NEW.merged_at) IS NOT NULL AND OLD.content_hash <> NEW.content_hash
      AND (OLD.merged_at IS NOT NEW.merged_at OR OLD.base_ref_name <> NEW.base_ref_name
        OR OLD.head_ref_name <> NEW.head_ref_name OR OLD.is_cross_repository <> NEW.is_cross_repository
        OR OLD.merge_commit_sha IS NOT NEW.merge_commit_sha OR OLD.incomplete IS NOT NEW.incomplete
        OR OLD.payload ->> '$.commits' IS NOT NEW.payload ->> '$.commits') BEGIN
    UPDATE recalculations SET release_revision = release_revision + 1 WHERE repository_id = NEW.repository_id;
  END`,
  // One that has not succeeded releases nothing; but what is inserted may have replaced one that had.
  ...[
    ['added', 'INSERT', 'true', 'NEW'],
    [
      'changed',
      'UPDATE',
      `coalesce(OLD.succeeded_at, NEW.succeeded_at) IS NOT NULL AND (OLD.succeeded_at IS NOT NEW.succeeded_at
        OR OLD.environment <> NEW.environment OR OLD.sha <> NEW.sha OR OLD.committed_at <> NEW.committed_at)`,
      'NEW',
    ],
    ['removed', 'DELETE', 'OLD.succeeded_at IS NOT NULL', 'OLD'],
  ].map(
    ([
      name,
      what,
      when,
      row,
    ]) => `CREATE TRIGGER deployment_${name} AFTER ${what} ON deployments WHEN ${when} BEGIN
    UPDATE recalculations SET release_revision = release_revision + 1 WHERE repository_id = ${row}.repository_id;
  END`,
  ),
  ...['commits', 'reviews', 'comments', 'events'].map((set) => `DROP VIEW pull_request_${set}`),
  childView(
    'commits',
    `${child(0)} AS sha, ${child(1)} AS authored_at, ${child(2)} AS committed_at, ${actorOf(3, 1)} AS author_login`,
  ),
  childView(
    'reviews',
    `${child(0)} AS id, ${actorOf(1, 1)} AS author_login, ${actorOf(1, 0)} AS author_kind, ${child(2)} AS state,
    ${child(3)} AS submitted_at, ${address(4)} AS url`,
  ),
  childView(
    'comments',
    `${child(0)} AS id, ${child(1)} AS kind, ${actorOf(2, 1)} AS author_login, ${actorOf(2, 0)} AS author_kind,
    ${child(3)} AS created_at,
    CASE WHEN ${child(5)} IS NULL THEN ${child(3)} WHEN ${child(5)} <> 'never' THEN ${child(5)} END AS published_at,
    CASE json_type(one.value, '$[6]') WHEN 'integer' THEN r.payload ->> ('$.reviews[' || ${child(6)} || '][0]')
      ELSE one.value ->> '$[6][0]' END AS review_id, ${address(4)} AS url`,
  ),
  childView(
    'events',
    `${child(0)} AS kind, ${child(1)} AS at, ${actorOf(2, 1)} AS actor_login,
    CASE WHEN ${child(0)} LIKE 'review-request%' THEN ${actorOf(3, 1)} END AS reviewer_login, ${child(4)} AS id,
    ${address(5)} AS url`,
  ),
  `CREATE VIEW pull_request_labels AS SELECT r.key AS pull_request_key, r.repository_id, r.number, one.value AS label
  FROM raw_pull_requests AS r, json_each(r.payload, '$.labels') AS one`,

  'UPDATE recalculations SET pass = NULL, is_complete = 0',
  'DELETE FROM unanalyzed',
  'INSERT INTO unanalyzed SELECT key FROM raw_pull_requests',
]

export async function explainedAnalyses(db: Kysely<never>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db)
}

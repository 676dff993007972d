/** The tables of the jobs file, by version. A file of a later version than this code knows, or of another program, is refused. */
import type Database from 'better-sqlite3'
import { JobsError } from '../jobs-error.ts'

/** Each entry brings a file from its index to the next version. Entries are only ever added. */
const migrations: readonly string[] = [
  `
  CREATE TABLE runs (
    id TEXT PRIMARY KEY, job TEXT NOT NULL, version INTEGER NOT NULL, queue TEXT NOT NULL,
    status TEXT NOT NULL, input TEXT NOT NULL, output TEXT, error TEXT,
    labels TEXT NOT NULL, priority INTEGER NOT NULL,
    concurrency_key TEXT, idempotency_key TEXT, rerun_of TEXT,
    owner TEXT, generation INTEGER NOT NULL DEFAULT 0, lease_until INTEGER, holding INTEGER NOT NULL DEFAULT 0,
    cancel_requested INTEGER NOT NULL DEFAULT 0, recoveries INTEGER NOT NULL DEFAULT 0,
    progress TEXT, event_seq INTEGER NOT NULL DEFAULT 0,
    created_at INTEGER NOT NULL, available_at INTEGER NOT NULL, started_at INTEGER, finished_at INTEGER, deadline_at INTEGER
  ) STRICT;
  -- Claiming looks only at these, however many runs have ended.
  CREATE INDEX runs_ready ON runs (priority DESC, available_at, id) WHERE status IN ('pending', 'waiting');
  CREATE INDEX runs_running ON runs (owner) WHERE status = 'running';
  CREATE UNIQUE INDEX runs_holding ON runs (concurrency_key) WHERE holding = 1;
  CREATE INDEX runs_key ON runs (concurrency_key, id) WHERE concurrency_key IS NOT NULL;
  CREATE UNIQUE INDEX runs_idempotency ON runs (job, idempotency_key) WHERE idempotency_key IS NOT NULL;
  CREATE INDEX runs_finished ON runs (finished_at) WHERE finished_at IS NOT NULL;
  CREATE TABLE steps (
    run_id TEXT NOT NULL REFERENCES runs (id) ON DELETE CASCADE, key TEXT NOT NULL, kind TEXT NOT NULL,
    status TEXT NOT NULL, attempts INTEGER NOT NULL, value TEXT, error TEXT, wake_at INTEGER,
    started_at INTEGER NOT NULL, finished_at INTEGER NOT NULL,
    PRIMARY KEY (run_id, key)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE events (
    run_id TEXT NOT NULL REFERENCES runs (id) ON DELETE CASCADE, seq INTEGER NOT NULL,
    at INTEGER NOT NULL, step TEXT, body TEXT NOT NULL,
    PRIMARY KEY (run_id, seq)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE schedules (
    name TEXT PRIMARY KEY, cron TEXT NOT NULL, time_zone TEXT NOT NULL, job TEXT NOT NULL, version INTEGER NOT NULL,
    input TEXT NOT NULL, options TEXT NOT NULL, next_at INTEGER NOT NULL
  ) STRICT;
  CREATE TABLE owners (id TEXT PRIMARY KEY, machine TEXT NOT NULL, started_at INTEGER NOT NULL) STRICT;
  `,
  `
  -- The last event's number is read from the events themselves, so that recording a step does not write its run.
  ALTER TABLE runs DROP COLUMN event_seq;
  -- A page of a list is read from the end of one of these, whatever the filter: each goes on with status, job and id.
  CREATE INDEX runs_status ON runs (status, job, id);
  DROP INDEX runs_key;
  CREATE INDEX runs_key ON runs (concurrency_key, status, job, id) WHERE concurrency_key IS NOT NULL;
  CREATE TABLE run_labels (
    label TEXT NOT NULL, value TEXT NOT NULL, status TEXT NOT NULL, job TEXT NOT NULL, run_id TEXT NOT NULL,
    PRIMARY KEY (label, value, status, job, run_id)
  ) STRICT, WITHOUT ROWID;
  INSERT INTO run_labels SELECT l.key, l.value, r.status, r.job, r.id FROM runs AS r, json_each(r.labels) AS l ORDER BY 1, 2, 3, 4, 5;
  CREATE TRIGGER runs_labelled AFTER INSERT ON runs WHEN NEW.labels <> '{}' BEGIN
    INSERT INTO run_labels SELECT key, value, NEW.status, NEW.job, NEW.id FROM json_each(NEW.labels);
  END;
  CREATE TRIGGER runs_moved AFTER UPDATE OF status ON runs WHEN NEW.labels <> '{}' AND NEW.status <> OLD.status BEGIN
    UPDATE run_labels SET status = NEW.status
    WHERE (label, value, status, job, run_id) IN (SELECT key, value, OLD.status, OLD.job, OLD.id FROM json_each(OLD.labels));
  END;
  CREATE TRIGGER runs_unlabelled AFTER DELETE ON runs WHEN OLD.labels <> '{}' BEGIN
    DELETE FROM run_labels
    WHERE (label, value, status, job, run_id) IN (SELECT key, value, OLD.status, OLD.job, OLD.id FROM json_each(OLD.labels));
  END;
  `,
  `
  -- When a run becomes available by the clock that nobody sets, and of which boot of the machine that is.
  ALTER TABLE runs ADD COLUMN steady_at INTEGER;
  ALTER TABLE runs ADD COLUMN boot TEXT;
  `,
  `
  -- The line before each key, in its order: a look does not walk past all who wait for one that is held.
  CREATE INDEX runs_line ON runs (concurrency_key, priority DESC, available_at, id) WHERE status IN ('pending', 'waiting');
  -- When the next run becomes available is read from those that are not yet, without reading them.
  CREATE INDEX runs_due ON runs (available_at, queue, steady_at, boot) WHERE status IN ('pending', 'waiting');
  `,
  `
  -- JSON: which queues an owner serves, so that a run can say that nobody executes it. Null: an older one, which did not say.
  ALTER TABLE owners ADD COLUMN queues TEXT;
  `,
]

interface Looked {
  readonly found: number
  readonly tables: number
  readonly ours: number
}

/**
 * The format of the file, 0 of an empty one. One statement: whoever makes the file at this moment has made all of it, or
 * nothing yet. @throws JobsError `jobs/foreign-store`
 */
export function versionOf(database: Database.Database, path: string): number {
  const { found, tables, ours } = database
    .prepare<[], Looked>(
      // Every format has had these.
      `SELECT user_version AS found, (SELECT count(*) FROM sqlite_schema) AS tables,
         (SELECT count(*) FROM sqlite_schema WHERE type = 'table' AND name IN ('runs', 'steps', 'events')) AS ours
       FROM pragma_user_version`,
    )
    .get()!
  if (tables > 0 && (found === 0 || ours < 3))
    throw new JobsError(
      'jobs/foreign-store',
      `${path} is a SQLite database, but no jobs file: something else wrote it. Nothing was changed: move it away to start without runs, or restore the right one from a backup.`,
      { path },
    )
  return found
}

/** False for a file of an older format. @throws JobsError `jobs/newer-store`, `jobs/foreign-store` */
export function isCurrent(database: Database.Database, path: string): boolean {
  const found = versionOf(database, path)
  if (found > migrations.length)
    throw new JobsError(
      'jobs/newer-store',
      `The jobs file ${path} was written by a newer version of this program (format ${found}, this one knows ${migrations.length}). Update the program; the file is unchanged.`,
      { path, format: found, known: migrations.length },
    )
  return found === migrations.length
}

/** Creates or migrates the tables in one transaction. */
export function migrate(database: Database.Database, path: string): void {
  if (isCurrent(database, path)) return
  database
    .transaction(() => {
      const from = versionOf(database, path)
      if (isCurrent(database, path)) return
      for (const sql of migrations.slice(from)) database.exec(sql)
      database.pragma(`user_version = ${migrations.length}`)
    })
    .immediate()
}

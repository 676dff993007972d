/** What this package keeps beside DBOS's own tables, by version. A database of a later version is refused. */

/** Each entry brings a database from its index to the next version. Entries are only ever added. */
export const migrations: readonly string[] = [
  `
  CREATE TABLE upflow_jobs.runs (
    id text COLLATE "C" PRIMARY KEY, job text NOT NULL, version integer NOT NULL, queue text NOT NULL,
    status text NOT NULL, input text NOT NULL, output text, error text, labels jsonb NOT NULL, priority integer NOT NULL,
    concurrency_key text, idempotency_key text, rerun_of text, owner text,
    generation integer NOT NULL DEFAULT 0, holding boolean NOT NULL DEFAULT false,
    cancel_requested boolean NOT NULL DEFAULT false, recoveries integer NOT NULL DEFAULT 0,
    -- The number of its last event.
    seq bigint NOT NULL DEFAULT 0,
    -- Its workflow has ended without it, since another run has its key; it is enqueued again when the key is free.
    deferred boolean NOT NULL DEFAULT false,
    -- The step from which its workflow is to be done again, once DBOS says that it has ended.
    rewind_to integer,
    progress text, created_at bigint NOT NULL, available_at bigint NOT NULL, started_at bigint, finished_at bigint,
    deadline_at bigint
  ) WITH (fillfactor = 70);
  CREATE UNIQUE INDEX runs_holding ON upflow_jobs.runs (concurrency_key) WHERE holding;
  CREATE UNIQUE INDEX runs_idempotency ON upflow_jobs.runs (job, idempotency_key) WHERE idempotency_key IS NOT NULL;
  CREATE INDEX runs_key ON upflow_jobs.runs (concurrency_key, id) WHERE concurrency_key IS NOT NULL;
  CREATE INDEX runs_status ON upflow_jobs.runs (status, id);
  CREATE INDEX runs_labels ON upflow_jobs.runs USING gin (labels jsonb_path_ops);
  CREATE INDEX runs_owner ON upflow_jobs.runs (owner) WHERE status = 'running';
  CREATE INDEX runs_rewind ON upflow_jobs.runs (id) WHERE rewind_to IS NOT NULL;
  CREATE INDEX runs_finished ON upflow_jobs.runs (finished_at, id) WHERE finished_at IS NOT NULL;
  CREATE TABLE upflow_jobs.events (
    run_id text COLLATE "C" NOT NULL REFERENCES upflow_jobs.runs (id) ON DELETE CASCADE,
    seq bigint NOT NULL, at bigint NOT NULL, step text, body text NOT NULL,
    PRIMARY KEY (run_id, seq)
  ) WITH (autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_insert_scale_factor = 0.05);
  -- Steps that a body is not executed for although DBOS asks for it: what waits, and what succeeded before a retry.
  CREATE TABLE upflow_jobs.kept (
    run_id text COLLATE "C" NOT NULL REFERENCES upflow_jobs.runs (id) ON DELETE CASCADE,
    key text NOT NULL, status text NOT NULL, record text NOT NULL,
    PRIMARY KEY (run_id, key)
  );
  CREATE TABLE upflow_jobs.owners (
    id text PRIMARY KEY, started_at bigint NOT NULL, queues text NOT NULL, seen_at timestamptz NOT NULL
  );
  CREATE TABLE upflow_jobs.schedules (
    name text COLLATE "C" PRIMARY KEY, cron text NOT NULL, time_zone text NOT NULL, job text NOT NULL,
    version integer NOT NULL, input text NOT NULL, options text NOT NULL, next_at bigint NOT NULL
  );
  `,
]

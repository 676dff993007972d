/** Every statement of the SQLite store, prepared once. */
import type Database from 'better-sqlite3'
import type { Clocks, EndedFilter, RunHead } from '../store.ts'
import type { EventRow, OwnerRow, RunningRow, RunRow, ScheduleRow, StepRow } from './rows.ts'

const active = `status IN ('pending', 'waiting', 'running')`
const waits = `status IN ('pending', 'waiting')`
/** Available, and in a queue that is served. */
const isDue = `(available_at <= @now OR (steady_at <= @steady AND boot = @boot))
  AND queue IN (SELECT value FROM json_each(@queues))`
/** Available to an owner, which has its job. */
const isServed = `${isDue} AND job || '@' || version IN (SELECT value FROM json_each(@jobs))`
/** Of a run `r`: nobody else has its key. */
const isFree = `(r.holding = 1 OR r.concurrency_key IS NULL
  OR NOT EXISTS (SELECT 1 FROM runs AS h WHERE h.holding = 1 AND h.concurrency_key = r.concurrency_key))`
/** So many are looked at before all lines are: of those that come first, and of those that are due. */
const soon = 20
const few = 200
const lastEvent = '(SELECT coalesce(max(seq), 0) FROM events WHERE run_id = runs.id)'

/** Of one boot of the machine: the steady clock of another says nothing. */
interface BootClocks extends Clocks {
  readonly boot: string | null
}

export type Claimable = { readonly queues: string; readonly jobs: string } & BootClocks

/** What is used of a prepared statement. */
export interface Statement<Bind extends unknown[], Row> {
  run(...bind: Bind): { readonly changes: number }
  get(...bind: Bind): Row | undefined
  all(...bind: Bind): Row[]
}

export type Statements = ReturnType<typeof prepareStatements>

export function prepareStatements(database: Database.Database) {
  const prepare = <Bind extends unknown[], Row = unknown>(sql: string): Statement<Bind, Row> =>
    database.prepare(sql) as unknown as Statement<Bind, Row>
  return {
    insertRun: prepare<[Record<string, unknown>], RunRow>(`
      INSERT INTO runs (id, job, version, queue, status, input, labels, priority, concurrency_key, idempotency_key,
        rerun_of, created_at, available_at, deadline_at, steady_at, boot)
      VALUES (@id, @job, @version, @queue, 'pending', @input, @labels, @priority, @concurrencyKey, @idempotencyKey,
        @rerunOf, @createdAt, @availableAt, @deadlineAt, @steadyAt, @boot)
      RETURNING *`),
    byIdempotencyKey: prepare<[string, string], RunRow>(
      'SELECT * FROM runs WHERE job = ? AND idempotency_key = ?',
    ),
    activeByKey: prepare<[string], RunRow>(
      `SELECT * FROM runs WHERE concurrency_key = ? AND ${active} ORDER BY holding DESC, id LIMIT 1`,
    ),
    joinable: prepare<[string, string, string], RunRow>(`
      SELECT * FROM runs WHERE concurrency_key = ? AND job = ? AND input = ? AND cancel_requested = 0 AND ${active}
      ORDER BY holding DESC, id LIMIT 1`),
    get: prepare<[string], RunRow>('SELECT * FROM runs WHERE id = ?'),
    heads: prepare<[string], RunHead>(
      `SELECT runs.id AS runId, ${lastEvent} AS seq, status FROM json_each(?) JOIN runs ON runs.id = value`,
    ),
    dataVersion: prepare<[], { data_version: number }>('PRAGMA data_version'),

    /** The first of those that come first: nearly always the first of all. */
    claimableSoon: prepare<[Claimable], RunRow>(`
      SELECT * FROM (
        SELECT * FROM runs INDEXED BY runs_ready WHERE ${waits}
        ORDER BY priority DESC, available_at, id LIMIT ${soon}) AS r
      WHERE ${isServed} AND ${isFree}
      ORDER BY priority DESC, available_at, id LIMIT 1`),
    /**
     * The first of all. Of those that are due, which one index tells, when they are few, however many wait; else the
     * best of each key's line, or the one that holds it, and of those without a key, the last line.
     */
    claimable: prepare<[Claimable], RunRow>(`
      WITH RECURSIVE due (row) AS MATERIALIZED (
        SELECT rowid FROM runs INDEXED BY runs_due WHERE ${waits} AND ${isDue} LIMIT ${few}
      ),
      lines (key) AS (
        SELECT (SELECT min(concurrency_key) FROM runs INDEXED BY runs_line
          WHERE ${waits} AND concurrency_key IS NOT NULL)
        WHERE (SELECT count(*) FROM due) = ${few}
        UNION ALL
        SELECT (SELECT min(concurrency_key) FROM runs INDEXED BY runs_line WHERE ${waits} AND concurrency_key > key)
        FROM lines WHERE key IS NOT NULL
      ),
      firsts (row) AS (
        SELECT r.rowid FROM due CROSS JOIN runs AS r ON r.rowid = row
        WHERE (SELECT count(*) FROM due) < ${few} AND ${isServed} AND ${isFree}
        UNION ALL
        SELECT CASE WHEN h.id IS NULL
          THEN (SELECT rowid FROM runs INDEXED BY runs_line WHERE concurrency_key IS key AND ${waits} AND ${isServed}
            ORDER BY priority DESC, available_at, id LIMIT 1)
          ELSE (SELECT rowid FROM runs WHERE id = h.id AND ${waits} AND ${isServed}) END
        FROM lines LEFT JOIN runs AS h ON h.holding = 1 AND h.concurrency_key = key
      )
      SELECT runs.* FROM firsts CROSS JOIN runs ON runs.rowid = row
      ORDER BY priority DESC, available_at, runs.id LIMIT 1`),
    claim: prepare<[{ id: string; owner: string; leaseUntil: number; now: number }], RunRow>(`
      UPDATE runs SET status = 'running', owner = @owner, generation = generation + 1, lease_until = @leaseUntil,
        holding = concurrency_key IS NOT NULL, started_at = coalesce(started_at, @now)
      WHERE id = @id RETURNING *`),
    nextAvailableAt: prepare<
      [{ queues: string } & BootClocks],
      { at: number | null; steadyAt: number | null }
    >(`
      SELECT min(available_at) AS at, min(steady_at) FILTER (WHERE boot = @boot) AS steadyAt
      FROM runs INDEXED BY runs_due
      WHERE ${waits} AND queue IN (SELECT value FROM json_each(@queues))
        AND available_at > @now AND (steady_at > @steady OR boot IS NOT @boot)`),

    /** The fence: gives the run's last event number when it holds, else no row. It reads: a step writes no run. */
    fence: prepare<[string, string, number], { seq: number }>(`
      SELECT ${lastEvent} AS seq FROM runs
      WHERE id = ? AND owner = ? AND generation = ? AND status = 'running'`),
    lastEvent: prepare<[string], { seq: number }>(`SELECT ${lastEvent} AS seq FROM runs WHERE id = ?`),
    insertEvent: prepare<[string, number, number, string | null, string]>(
      'INSERT INTO events (run_id, seq, at, step, body) VALUES (?, ?, ?, ?, ?)',
    ),
    putStep: prepare<
      [string, string, string, string, number, string | null, string | null, number | null, number, number]
    >(
      'INSERT OR REPLACE INTO steps (run_id, key, kind, status, attempts, value, error, wake_at, started_at, finished_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)',
    ),
    setProgress: prepare<[string, string]>('UPDATE runs SET progress = ? WHERE id = ?'),
    renew: prepare<[number, string, string, number]>(
      `UPDATE runs SET lease_until = ? WHERE id = ? AND owner = ? AND generation = ? AND status = 'running'`,
    ),
    cancelRequested: prepare<[string, string, number], { id: string }>(
      'SELECT id FROM runs WHERE id = ? AND owner = ? AND generation = ? AND cancel_requested = 1',
    ),
    makeAvailable: prepare<
      [{ id: string; status: string; at: number; steadyAt: number; boot: string | null }]
    >(`
      UPDATE runs SET status = @status, owner = NULL, lease_until = NULL, available_at = @at, steady_at = @steadyAt,
        boot = @boot
      WHERE id = @id`),
    end: prepare<[{ id: string; status: string; output: string | null; error: string | null; now: number }]>(`
      UPDATE runs SET status = @status, output = @output, error = @error, finished_at = @now, holding = 0,
        owner = NULL, lease_until = NULL
      WHERE id = @id`),

    running: prepare<[], RunningRow>(`
      SELECT *, owner IN (SELECT id FROM owners) AS known FROM runs INDEXED BY runs_running WHERE status = 'running'`),
    countRecovery: prepare<[string]>('UPDATE runs SET recoveries = recoveries + 1 WHERE id = ?'),
    insertOwner: prepare<[string, string, number, string]>(
      'INSERT INTO owners (id, machine, started_at, queues) VALUES (?, ?, ?, ?)',
    ),
    owners: prepare<[], OwnerRow>('SELECT id, machine, started_at, queues FROM owners ORDER BY id'),
    deleteOwner: prepare<[string]>('DELETE FROM owners WHERE id = ?'),

    putSchedule: prepare<[Record<string, unknown>]>(`
      INSERT OR REPLACE INTO schedules (name, cron, time_zone, job, version, input, options, next_at)
      VALUES (@name, @cron, @timeZone, @job, @version, @input, @options, @nextAt)`),
    schedules: prepare<[], ScheduleRow>('SELECT * FROM schedules ORDER BY name'),
    dueSchedules: prepare<[number], ScheduleRow>(
      'SELECT * FROM schedules WHERE next_at <= ? ORDER BY next_at',
    ),
    moveSchedule: prepare<[Record<string, unknown>]>(`
      UPDATE schedules SET next_at = @to
      WHERE name = @name AND cron = @cron AND time_zone = @timeZone AND job = @job AND version = @version
        AND input = @input AND options = @options AND next_at = @nextAt`),
    deleteSchedule: prepare<[string]>('DELETE FROM schedules WHERE name = ?'),

    requestCancel: prepare<[string]>('UPDATE runs SET cancel_requested = 1 WHERE id = ?'),
    reset: prepare<[{ id: string; now: number; steadyAt: number; boot: string | null }]>(`
      UPDATE runs SET status = 'pending', output = NULL, error = NULL, finished_at = NULL, cancel_requested = 0,
        recoveries = 0, available_at = @now, deadline_at = NULL, steady_at = @steadyAt, boot = @boot
      WHERE id = @id`),
    forgetFailures: prepare<[string]>(`DELETE FROM steps WHERE run_id = ? AND status <> 'succeeded'`),

    steps: prepare<[string], StepRow>(
      'SELECT * FROM steps WHERE run_id = ? ORDER BY started_at, finished_at, key',
    ),
    events: prepare<[string, number, number], EventRow>(
      'SELECT * FROM events WHERE run_id = ? AND seq > ? ORDER BY seq LIMIT ?',
    ),
    endedBefore: prepare<[EndedFilter], { id: string }>(`
      SELECT id FROM runs WHERE finished_at < @finishedBefore AND id NOT IN (
        SELECT id FROM runs WHERE finished_at IS NOT NULL ORDER BY finished_at DESC, id DESC LIMIT @keepNewest)
      ORDER BY finished_at, id LIMIT @limit`),
    trimEvents: prepare<[{ id: string; count: number }]>(`
      DELETE FROM events WHERE run_id = @id
        AND seq < (SELECT seq FROM events WHERE run_id = @id ORDER BY seq LIMIT 1 OFFSET @count)
        AND EXISTS (SELECT 1 FROM runs WHERE id = @id AND NOT (${active}))`),
    deleteEnded: prepare<[string]>(`DELETE FROM runs WHERE id = ? AND NOT (${active})`),
  }
}

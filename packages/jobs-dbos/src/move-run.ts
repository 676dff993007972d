/** The one way in which a run changes: with the events that say so, numbered, under its fence, and told to all. */
import { LeaseLost, type Progress } from '@upflow/jobs'
import type { Change, Fence, NewEvent, RunEnd } from '@upflow/jobs/backend'
import type { Queryable } from './database.ts'
import type { RunRow } from './rows.ts'

export const channel = 'upflow_jobs'

export interface Move {
  readonly runId: string
  /** Null: who asks has the row locked, and has seen for themselves. */
  readonly fence: Fence | null
  readonly set?: Partial<RunRow>
  readonly events: readonly NewEvent[]
  readonly calls?: Change['calls']
}

/** @throws LeaseLost when the fence does not hold */
export async function moveRun(queryable: Queryable, { runId, fence, set = {}, events, calls = null }: Move) {
  const columns = Object.entries(set).filter(([, value]) => value !== undefined)
  const values: unknown[] = [
    runId,
    events.length,
    events.map(({ at }) => at),
    events.map(({ step }) => step),
    events.map(({ at: _, step: __, ...body }) => JSON.stringify(body)),
    calls,
    ...columns.map(([, value]) => value),
  ]
  const assigned = columns.map(([name], index) => `, ${name} = $${index + 7}`).join('')
  const holds = fence
    ? ` AND status = 'running' AND owner = $${values.push(fence.owner)} AND generation = $${values.push(fence.generation)}`
    : ''
  const { rowCount } = await queryable.query(
    `WITH moved AS (
       UPDATE upflow_jobs.runs SET seq = seq + $2${assigned} WHERE id = $1${holds} RETURNING id, seq, status
     ), added AS (
       INSERT INTO upflow_jobs.events (run_id, seq, at, step, body)
       SELECT id, moved.seq - $2 + nr, e.at, e.step, e.body
       FROM moved, unnest($3::bigint[], $4::text[], $5::text[]) WITH ORDINALITY AS e (at, step, body, nr)
     )
     SELECT pg_notify('${channel}', json_build_object('runId', id, 'seq', seq, 'status', status, 'calls', $6::text)::text)
     FROM moved`,
    values,
  )
  if (rowCount === 0 && fence) throw new LeaseLost(runId, fence.generation)
}

export const progressOf = (progress: Progress | null): Partial<RunRow> =>
  progress === null ? {} : { progress: JSON.stringify(progress) }

/** Nobody claims, begins or ends a run of the same key meanwhile. To be taken before any row of a run is. */
export async function lockKey(queryable: Queryable, runId: string): Promise<void> {
  await queryable.query(
    `SELECT pg_advisory_xact_lock(${keyLock('concurrency_key')}) FROM upflow_jobs.runs
     WHERE id = $1 AND concurrency_key IS NOT NULL`,
    [runId],
  )
}

export const keyLock = (key: string) => `hashtextextended('upflow-jobs:key:' || ${key}, 0)`

/** Later than any step: nothing that is recorded is done again. */
export const afterAllSteps = 2 ** 31 - 1

/** Ends a run whose key is locked, and lets those go on that waited for the key. */
export async function endRun(
  queryable: Queryable,
  move: Omit<Move, 'set' | 'calls'> & { readonly end: RunEnd; readonly set?: Partial<RunRow> },
): Promise<void> {
  const { status, output, error, now } = move.end
  await moveRun(queryable, {
    ...move,
    set: {
      ...move.set,
      status,
      output,
      error: error && JSON.stringify(error),
      finished_at: now,
      holding: false,
      owner: null,
      deferred: false,
      rewind_to: null,
    },
    calls: 'claim',
  })
  await queryable.query(
    `UPDATE upflow_jobs.runs SET deferred = false, rewind_to = ${afterAllSteps}
     WHERE deferred AND status = 'pending'
       AND concurrency_key = (SELECT concurrency_key FROM upflow_jobs.runs WHERE id = $1)`,
    [move.runId],
  )
}

export const finished = ({ status, error, now }: RunEnd): NewEvent => ({
  type: 'run.finished',
  at: now,
  step: null,
  status,
  error,
})

export async function lockRun(queryable: Queryable, runId: string): Promise<RunRow | undefined> {
  const { rows } = await queryable.query('SELECT * FROM upflow_jobs.runs WHERE id = $1 FOR UPDATE', [runId])
  return rows[0]
}

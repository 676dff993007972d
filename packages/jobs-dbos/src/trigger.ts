/** The run that a trigger leads to, and its workflow in DBOS: both, or neither. */
import { JobsError, type Run, type TriggerOptions } from '@upflow/jobs'
import type { NewRun } from '@upflow/jobs/backend'
import type { Transaction } from './database.ts'
import { applicationVersion, type Client } from './load-dbos.ts'
import { keyLock, moveRun } from './move-run.ts'
import { type RunRow, toRun } from './rows.ts'

type Outcome = { readonly run: Run; readonly outcome: 'created' | 'joined' | 'existing' }
export type CreateRun = (transaction: Transaction, run: NewRun) => Promise<Outcome>

/** One of each job, so that a process is given only what it has; runs with a key are in one where keys go in turn. */
export const queueName = (of: Pick<Run, 'queue' | 'job' | 'version'>, isKeyed: boolean): string =>
  `${of.queue}/${workflowName(of.job, of.version)}${isKeyed ? '/keyed' : ''}`

export const workflowName = (job: string, version: number): string => `${job}@${version}`

/** DBOS takes the least first, and none below zero. */
const toDbosPriority = (priority: number): number => Math.min(2 ** 31 - 1, Math.max(0, 2 ** 30 - priority))

const active = `status IN ('pending', 'waiting', 'running')`

export const createCreateRun =
  (client: Client): CreateRun =>
  async (transaction, run) => {
    const found = await findSame(transaction, run)
    if (found) return found
    const isKeyed = run.concurrencyKey !== null
    await transaction.query(
      `INSERT INTO upflow_jobs.runs (id, job, version, queue, status, input, labels, priority, concurrency_key,
         idempotency_key, rerun_of, created_at, available_at, deadline_at)
       VALUES ($1, $2, $3, $4, 'pending', $5, $6, $7, $8, $9, $10, $11, $12, $13)`,
      [
        run.id,
        run.job,
        run.version,
        run.queue,
        run.input,
        JSON.stringify(run.labels),
        run.priority,
        run.concurrencyKey,
        run.idempotencyKey,
        run.rerunOf,
        run.createdAt,
        run.availableAt,
        run.deadlineAt,
      ],
    )
    await moveRun(transaction, {
      runId: run.id,
      fence: null,
      events: [{ type: 'run.triggered', at: run.createdAt, step: null }],
      calls: 'claim',
    })
    const delayMs = run.availableAt - run.createdAt
    await client.enqueueInTransaction(
      transaction,
      {
        workflowID: run.id,
        workflowName: workflowName(run.job, run.version),
        queueName: queueName(run, isKeyed),
        appVersion: applicationVersion,
        priority: toDbosPriority(run.priority),
        ...(isKeyed ? { queuePartitionKey: run.concurrencyKey! } : {}),
        ...(delayMs > 0 ? { delaySeconds: delayMs / 1_000 } : {}),
      },
      run.id,
    )
    const { rows } = await transaction.query('SELECT * FROM upflow_jobs.runs WHERE id = $1', [run.id])
    return { run: toRun(rows[0]), outcome: 'created' }
  }

/** What is there already, of which no other trigger makes a second meanwhile. @throws JobsError `jobs/conflict` */
async function findSame(transaction: Transaction, run: NewRun): Promise<Outcome | null> {
  const first = async (sql: string, values: unknown[]) =>
    (await transaction.query(sql, values)).rows[0] as RunRow | undefined
  const { job, idempotencyKey, concurrencyKey, onConflict } = run
  if (idempotencyKey !== null) {
    await transaction.query(`SELECT pg_advisory_xact_lock(${keyLock(`'same:' || $1 || ':' || $2`)})`, [
      job,
      idempotencyKey,
    ])
    const same = await first('SELECT * FROM upflow_jobs.runs WHERE job = $1 AND idempotency_key = $2', [
      job,
      idempotencyKey,
    ])
    if (same) return { run: toRun(same), outcome: 'existing' }
  }
  if (concurrencyKey === null || isQueued(onConflict)) return null
  await transaction.query(`SELECT pg_advisory_xact_lock(${keyLock('$1')})`, [concurrencyKey])
  if (onConflict === 'join') {
    const other = await first(
      `SELECT * FROM upflow_jobs.runs
       WHERE concurrency_key = $1 AND job = $2 AND input = $3 AND NOT cancel_requested AND ${active}
       ORDER BY holding DESC, id LIMIT 1`,
      [concurrencyKey, job, run.input],
    )
    return other ? { run: toRun(other), outcome: 'joined' } : null
  }
  const other = await first(
    `SELECT * FROM upflow_jobs.runs WHERE concurrency_key = $1 AND ${active} ORDER BY holding DESC, id LIMIT 1`,
    [concurrencyKey],
  )
  if (!other) return null
  throw new JobsError(
    'jobs/conflict',
    `Run ${other.id} already holds or waits for '${concurrencyKey}'. Wait for it, cancel it, or queue behind it.`,
    { runId: other.id, concurrencyKey },
  )
}

const isQueued = (onConflict: TriggerOptions['onConflict']) => onConflict === 'queue'

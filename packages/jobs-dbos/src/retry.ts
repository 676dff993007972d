/**
 * A run is done again from its first failure: DBOS forgets what it recorded from there on, and what had succeeded behind
 * it is kept, so that its body is not executed again.
 */
import type { StepRecord, TerminalStatus } from '@upflow/jobs'
import type { Database } from './database.ts'
import type { Client } from './load-dbos.ts'
import { afterAllSteps, lockRun, moveRun } from './move-run.ts'
import { queueName } from './trigger.ts'

export interface RecordedStep {
  readonly number: number
  readonly record: StepRecord
}

/** What DBOS has recorded of a run, in the order in which the steps began. */
export async function recordedSteps(client: Client, runId: string): Promise<RecordedStep[]> {
  const steps = (await client.listWorkflowSteps(runId)) ?? []
  return steps.flatMap(({ functionID, output }) =>
    output === null || output === undefined ? [] : [{ number: functionID, record: output as StepRecord }],
  )
}

/** False when the run is in none of the statuses. */
export async function retryRun(
  {
    database,
    client,
    rewind,
  }: { readonly database: Database; readonly client: Client; readonly rewind: Rewind },
  {
    runId,
    now,
    from,
  }: { readonly runId: string; readonly now: number; readonly from: readonly TerminalStatus[] },
): Promise<boolean> {
  const steps = await recordedSteps(client, runId)
  const isRetried = await database.transact(async (transaction) => {
    const row = await lockRun(transaction, runId)
    if (!row || !from.some((status) => status === row.status)) return false
    const first = steps.find(({ record }) => record.status === 'failed')?.number ?? afterAllSteps
    const kept = steps.filter(({ number, record }) => number > first && record.status === 'succeeded')
    await transaction.query(`DELETE FROM upflow_jobs.kept WHERE run_id = $1 AND status <> 'succeeded'`, [
      runId,
    ])
    await transaction.query(
      `INSERT INTO upflow_jobs.kept (run_id, key, status, record)
       SELECT $1, key, 'succeeded', record FROM unnest($2::text[], $3::text[]) AS k (key, record)
       ON CONFLICT (run_id, key) DO UPDATE SET status = excluded.status, record = excluded.record`,
      [runId, kept.map(({ record }) => record.key), kept.map(({ record }) => JSON.stringify(record))],
    )
    await moveRun(transaction, {
      runId,
      fence: null,
      set: {
        status: 'pending',
        output: null,
        error: null,
        finished_at: null,
        cancel_requested: false,
        recoveries: 0,
        available_at: now,
        deadline_at: null,
        rewind_to: first,
      },
      events: [{ type: 'run.retried', at: now, step: null }],
      calls: 'claim',
    })
    return true
  })
  // What keeps it from it now is over at one of the next looks.
  if (isRetried) await rewind(runId).catch(() => {})
  return isRetried
}

/**
 * Enqueues the workflow of a run again that is to be done again. False when its workflow has not ended yet, or another
 * process is at it: it is tried again from time to time.
 */
export type Rewind = (runId: string) => Promise<boolean>

/** One after the other: each takes a second connection, of which all could wait for theirs. */
export function createRewind(database: Database, client: Client): Rewind {
  let last: Promise<unknown> = Promise.resolve()
  return (runId) => {
    const next = last.then(() => rewindOne(database, client, runId))
    last = next.catch(() => {})
    return next
  }
}

const rewindOne = (database: Database, client: Client, runId: string): Promise<boolean> =>
  database.transact(async (transaction) => {
    const { rows } = await transaction.query(
      'SELECT * FROM upflow_jobs.runs WHERE id = $1 AND rewind_to IS NOT NULL FOR UPDATE SKIP LOCKED',
      [runId],
    )
    const [row] = rows
    if (!row) return false
    const status = await client.retrieveWorkflow(runId).getStatus()
    if (status === null || !hasEnded(status.status)) return false
    await client.rewindWorkflow(runId, {
      startStep: row.rewind_to,
      queueName: queueName(row, row.concurrency_key !== null),
      ...(row.concurrency_key === null ? {} : { queuePartitionKey: row.concurrency_key }),
    })
    await transaction.query('UPDATE upflow_jobs.runs SET rewind_to = NULL WHERE id = $1', [runId])
    return true
  })

const hasEnded = (status: string) => !['PENDING', 'ENQUEUED', 'DELAYED'].includes(status)

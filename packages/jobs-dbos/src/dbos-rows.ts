/**
 * The few reads and changes of DBOS's own rows that its interface does not offer, each in a transaction with ours and
 * under the condition that makes it safe: whose a workflow is. All of them are here.
 */
import type { Queryable } from './database.ts'

const table = 'dbos.workflow_status'
const nowMs = '(extract(epoch FROM now()) * 1000)::bigint'
/** As DBOS does itself with what an executor leaves: whoever still executes it is fenced off by `owner_xid`. */
const free = `owner_xid = NULL, started_at_epoch_ms = NULL, updated_at = ${nowMs}`

/** Whether the workflow is executed by this owner; it stays so until the transaction ends. */
export async function isExecutedBy(queryable: Queryable, runId: string, owner: string): Promise<boolean> {
  const { rows } = await queryable.query(
    `SELECT 1 FROM ${table} WHERE workflow_uuid = $1 AND status = 'PENDING' AND executor_id = $2 FOR NO KEY UPDATE`,
    [runId, owner],
  )
  return rows.length > 0
}

/** Puts a workflow that this owner executes back into its queue, where it was in line. */
export async function giveBackWorkflow(queryable: Queryable, runId: string, owner: string): Promise<void> {
  await queryable.query(
    `UPDATE ${table} SET status = 'ENQUEUED', ${free}
     WHERE workflow_uuid = $1 AND status = 'PENDING' AND executor_id = $2`,
    [runId, owner],
  )
}

/** Puts all that this owner has claimed back into their queues, but for what we say is being executed. */
export async function giveBackUnbegun(queryable: Queryable, owner: string): Promise<void> {
  await queryable.query(
    `UPDATE ${table} AS w SET status = 'ENQUEUED', ${free}
     WHERE status = 'PENDING' AND executor_id = $1 AND NOT EXISTS (
       SELECT 1 FROM upflow_jobs.runs WHERE id = w.workflow_uuid AND status = 'running' AND owner = $1)`,
    [owner],
  )
}

/** Ends a workflow that nobody has claimed. False when somebody has, or it has ended. */
export async function endUnclaimed(queryable: Queryable, runId: string): Promise<boolean> {
  const { rowCount } = await queryable.query(
    `UPDATE ${table} SET status = 'CANCELLED', ${free}, completed_at = ${nowMs}
     WHERE workflow_uuid = $1 AND status IN ('ENQUEUED', 'DELAYED')`,
    [runId],
  )
  return rowCount === 1
}

/** Ends a workflow whose owner was lost. */
export async function endLost(queryable: Queryable, runId: string, owner: string): Promise<void> {
  await queryable.query(
    `UPDATE ${table} SET status = 'CANCELLED', ${free}, completed_at = ${nowMs}
     WHERE workflow_uuid = $1 AND status = 'PENDING' AND executor_id = $2`,
    [runId, owner],
  )
}

/** Executors of whatever is being executed, known or not. */
export const executors = `SELECT DISTINCT executor_id AS id FROM ${table} WHERE status = 'PENDING' AND executor_id <> ''`

/** From DBOS's claim to ours: whoever DBOS gives a workflow to takes its run, unless that has ended or must wait. */
import type { Run } from '@upflow/jobs'
import type { Database } from './database.ts'
import { isExecutedBy } from './dbos-rows.ts'
import { endRun, finished, lockKey, lockRun, moveRun } from './move-run.ts'
import { toRun } from './rows.ts'

/**
 * Null: there is nothing to execute, and its workflow may end. Either the run has ended, or is to be done again once its
 * workflow has, or another has its key, whose end enqueues it again, or it is another's by now.
 */
export const claimRun = (
  database: Database,
  claim: { readonly runId: string; readonly owner: string; readonly now: () => number },
): Promise<Run | null> =>
  database.transact(async (transaction) => {
    const { runId, owner } = claim
    await lockKey(transaction, runId)
    const row = await lockRun(transaction, runId)
    // Whoever had the key has ended by now, and said so: before this begins.
    const now = claim.now()
    if (row?.status !== 'pending' || row.rewind_to !== null) return null
    if (!(await isExecutedBy(transaction, runId, owner))) return null
    if (row.cancel_requested) {
      const end = { status: 'cancelled', output: null, error: null, now } as const
      await endRun(transaction, { runId, fence: null, end, events: [finished(end)] })
      return null
    }
    if (row.concurrency_key !== null && !row.holding) {
      const { rowCount } = await transaction.query(
        'SELECT 1 FROM upflow_jobs.runs WHERE concurrency_key = $1 AND holding',
        [row.concurrency_key],
      )
      if (rowCount) {
        await transaction.query('UPDATE upflow_jobs.runs SET deferred = true WHERE id = $1', [runId])
        return null
      }
    }
    const set = {
      status: 'running',
      owner,
      generation: row.generation + 1,
      holding: row.concurrency_key !== null,
      started_at: row.started_at ?? now,
      deferred: false,
    } as const
    await moveRun(transaction, {
      runId,
      fence: null,
      set,
      events: [{ type: 'run.claimed', at: now, step: null, owner, generation: set.generation }],
    })
    return toRun({ ...row, ...set })
  })

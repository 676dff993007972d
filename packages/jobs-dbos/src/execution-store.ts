/** What an execution writes of itself: events that are fenced by the run's generation, and the run's end. */
import type { ExecutionStore } from '@upflow/jobs/backend'
import type { Database } from './database.ts'
import { giveBackWorkflow } from './dbos-rows.ts'
import { endRun, finished, lockKey, lockRun, moveRun, progressOf } from './move-run.ts'

export const createExecutionStore = (database: Database): ExecutionStore => {
  const append: ExecutionStore['append'] = (fence, events, progress) =>
    database.attempt((pool) =>
      moveRun(pool, { runId: fence.runId, fence, events, set: progressOf(progress) }),
    )
  return {
    append,
    /** DBOS records the result, as soon as what is said before it is written; here is kept what waits. */
    recordStep(fence, step, events, progress) {
      if (step.status !== 'waiting') return append(fence, events, progress)
      const { runId } = fence
      return database.transact(async (transaction) => {
        await moveRun(transaction, { runId, fence, events, set: progressOf(progress) })
        await transaction.query(
          `INSERT INTO upflow_jobs.kept (run_id, key, status, record) VALUES ($1, $2, $3, $4)
           ON CONFLICT (run_id, key) DO UPDATE SET status = excluded.status, record = excluded.record`,
          [runId, step.key, step.status, JSON.stringify(step)],
        )
      })
    },
    release: (fence, now, events, progress) =>
      database.transact(async (transaction) => {
        const { runId, owner } = fence
        await lockKey(transaction, runId)
        const row = await lockRun(transaction, runId)
        const set = progressOf(progress)
        if (row?.cancel_requested) {
          const end = { status: 'cancelled', output: null, error: null, now } as const
          await endRun(transaction, { runId, fence, end, set, events: [...events, finished(end)] })
        } else {
          await moveRun(transaction, {
            runId,
            fence,
            events,
            set: { ...set, status: 'pending', owner: null },
            calls: 'claim',
          })
        }
        await giveBackWorkflow(transaction, runId, owner)
      }),
    finish: (fence, end, events, progress) =>
      database.transact(async (transaction) => {
        const { runId } = fence
        await lockKey(transaction, runId)
        await endRun(transaction, { runId, fence, end, events, set: progressOf(progress) })
      }),
  }
}

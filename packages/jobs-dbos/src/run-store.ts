/** What is asked of runs by those who trigger and follow them, from our schema and DBOS's records. */
import type { Change, RunStore } from '@upflow/jobs/backend'
import type { Database } from './database.ts'
import { endUnclaimed } from './dbos-rows.ts'
import type { Client } from './load-dbos.ts'
import { endRun, finished, lockKey, lockRun, moveRun } from './move-run.ts'
import { createReading } from './reading.ts'
import { type Rewind, retryRun } from './retry.ts'
import { createScheduleTable } from './schedule-table.ts'
import type { CreateRun } from './trigger.ts'

const ended = `status NOT IN ('pending', 'waiting', 'running')`

export function createRunStore(
  database: Database,
  client: Client,
  {
    createRun,
    rewind,
    onChange,
    leaseMs,
  }: { readonly createRun: CreateRun; readonly rewind: Rewind; readonly leaseMs: number } & Pick<
    RunStore,
    'onChange'
  >,
): Omit<RunStore, 'close'> {
  const { read, write, transact } = database
  return {
    createRun: (run) => transact((transaction) => createRun(transaction, run)),

    requestCancel: (runId, now) =>
      transact(async (transaction) => {
        await lockKey(transaction, runId)
        const row = await lockRun(transaction, runId)
        if (!row || row.finished_at !== null) return false
        if (row.cancel_requested) return true
        const asked = { type: 'run.cancel-requested', at: now, step: null } as const
        const set = { cancel_requested: true }
        const isEnqueued = row.status === 'pending' && (await endUnclaimed(transaction, runId))
        if (isEnqueued || row.deferred || row.rewind_to !== null) {
          const end = { status: 'cancelled', output: null, error: null, now } as const
          await endRun(transaction, { runId, fence: null, end, set, events: [asked, finished(end)] })
        } else {
          await moveRun(transaction, { runId, fence: null, set, events: [asked], calls: 'cancel' })
        }
        return true
      }),
    retry: (runId, now, from) => retryRun({ database, client, rewind }, { runId, now, from }),

    ...createScheduleTable(database, createRun),

    ...createReading(database, { clientOf: async () => client, leaseMs }),
    heads: (runIds) =>
      read('SELECT id AS "runId", seq, status FROM upflow_jobs.runs WHERE id = ANY($1)', [runIds]),
    async deleteRuns(runIds) {
      const rows = await read<{ id: string }>(
        `SELECT id FROM upflow_jobs.runs WHERE id = ANY($1) AND ${ended}`,
        [runIds],
      )
      const ids = rows.map(({ id }) => id)
      // Whoever is killed in between leaves runs without steps, which the next to delete takes.
      await client.deleteWorkflows(ids)
      // DBOS may have been recording how one ended, which is seen now: there is nothing left to record of it.
      await client.deleteWorkflows(ids)
      const deleted = await write(
        `DELETE FROM upflow_jobs.runs WHERE id = ANY($1) AND ${ended} RETURNING id`,
        [ids],
      )
      return deleted.length
    },
    async trimEvents(runId, count) {
      const trimmed = await write(
        `DELETE FROM upflow_jobs.events WHERE run_id = $1
           AND seq < (SELECT seq FROM upflow_jobs.events WHERE run_id = $1 ORDER BY seq LIMIT 1 OFFSET $2)
           AND EXISTS (SELECT 1 FROM upflow_jobs.runs WHERE id = $1 AND ${ended})
         RETURNING seq`,
        [runId, count],
      )
      return trimmed.length > 0
    },
    endedBefore: async ({ finishedBefore, keepNewest, limit }) =>
      (
        await read<{ id: string }>(
          `SELECT id FROM upflow_jobs.runs WHERE finished_at < $1 AND id NOT IN (
             SELECT id FROM upflow_jobs.runs WHERE finished_at IS NOT NULL ORDER BY finished_at DESC, id DESC LIMIT $2)
           ORDER BY finished_at, id LIMIT $3`,
          [finishedBefore, keepNewest, limit],
        )
      ).map(({ id }) => id),

    onChange,
    // It is told by PostgreSQL; what that lost shows when it is looked for.
    onHint: () => null,
    changedElsewhere: () => true,
  }
}

/** Tells the listeners of this process what any process did. */
export function createChangeTeller(): {
  readonly onChange: RunStore['onChange']
  tell(payload: string): void
} {
  const listeners = new Set<(change: Change) => void>()
  return {
    onChange(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    tell(payload) {
      const change = JSON.parse(payload) as Change
      for (const listener of [...listeners]) listener(change)
    },
  }
}

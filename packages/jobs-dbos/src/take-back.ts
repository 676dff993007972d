/** A run is taken from an owner that was lost, or that gave it up: it goes on elsewhere, or ends. */
import type { ErrorRecord } from '@upflow/jobs'
import type { NewEvent } from '@upflow/jobs/backend'
import type { Database } from './database.ts'
import { endLost, giveBackWorkflow } from './dbos-rows.ts'
import { endRun, finished, lockKey, lockRun, moveRun } from './move-run.ts'

export interface Lost {
  readonly runId: string
  readonly owner: string
  readonly now: number
  readonly maxRecoveries: number
  /** What it was given up for, if it was. */
  readonly because?: ErrorRecord
}

/** False when the owner does not have it, or has it no more. */
export const takeBack = (database: Database, { runId, owner, now, maxRecoveries, because }: Lost) =>
  database.transact(async (transaction): Promise<boolean> => {
    await lockKey(transaction, runId)
    const row = await lockRun(transaction, runId)
    if (row?.status !== 'running' || row.owner !== owner) return false
    const recoveries = row.recoveries + 1
    const said: NewEvent[] = because ? [{ type: 'run.given-up', at: now, step: null, error: because }] : []
    const end = row.cancel_requested
      ? ({ status: 'cancelled', output: null, error: null, now } as const)
      : recoveries > maxRecoveries
        ? ({ status: 'dead', output: null, error: dead(recoveries), now } as const)
        : null
    if (end) {
      await endRun(transaction, {
        runId,
        fence: null,
        end,
        set: { recoveries },
        events: [...said, finished(end)],
      })
      await endLost(transaction, runId, owner)
    } else {
      await moveRun(transaction, {
        runId,
        fence: null,
        set: { status: 'pending', owner: null, recoveries },
        events: [...said, { type: 'run.recovered', at: now, step: null }],
        calls: 'claim',
      })
      await giveBackWorkflow(transaction, runId, owner)
    }
    return true
  })

const dead = (times: number): ErrorRecord => ({
  code: 'jobs/dead',
  message: `The process that executed this run was lost ${times} times. Look at the last step in its events; retry it when the reason is gone.`,
  facts: { recoveries: times },
})

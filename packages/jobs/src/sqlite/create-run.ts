/** The run that a trigger leads to: a new one, or the one that there is already. */
import { JobsError } from '../jobs-error.ts'
import type { Run } from '../run.ts'
import type { NewRun, TriggerOutcome } from '../store.ts'
import { type RunRow, toRun } from './rows.ts'
import type { Statements } from './statements.ts'
import type { Writer } from './writer.ts'

/** In a transaction already begun by `write`. @throws JobsError `jobs/conflict` */
export type CreateRun = (run: NewRun) => { readonly run: Run; readonly outcome: TriggerOutcome }

export const createCreateRun =
  (
    sql: Statements,
    { addEvents }: Pick<Writer, 'addEvents'>,
    steadyIn: (ms: number) => { readonly steadyAt: number; readonly boot: string | null },
  ): CreateRun =>
  (run) => {
    const same =
      run.idempotencyKey === null ? undefined : sql.byIdempotencyKey.get(run.job, run.idempotencyKey)
    if (same) return { run: toRun(same), outcome: 'existing' }
    if (run.concurrencyKey !== null && run.onConflict === 'join') {
      const other = sql.joinable.get(run.concurrencyKey, run.job, run.input)
      if (other) return { run: toRun(other), outcome: 'joined' }
    }
    if (run.concurrencyKey !== null && run.onConflict === 'reject') {
      const other = sql.activeByKey.get(run.concurrencyKey)
      if (other)
        throw new JobsError(
          'jobs/conflict',
          `Run ${other.id} already holds or waits for '${run.concurrencyKey}'. Wait for it, cancel it, or queue behind it.`,
          { runId: other.id, concurrencyKey: run.concurrencyKey },
        )
    }
    const row = sql.insertRun.get({
      ...run,
      ...steadyIn(run.availableAt - run.createdAt),
      labels: JSON.stringify(run.labels),
    }) as RunRow
    addEvents(run.id, [{ type: 'run.triggered', at: run.createdAt, step: null }], {
      status: 'pending',
      calls: 'claim',
    })
    return { run: toRun(row), outcome: 'created' }
  }

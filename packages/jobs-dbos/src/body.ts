/** Jobs as workflows of DBOS: each that it gives this process is executed as any engine's run is. */
import { setTimeout as sleep } from 'node:timers/promises'
import { type AnyJob, LeaseLost, type StepRecord, toErrorRecord } from '@upflow/jobs'
import {
  createLease,
  deadlineExceeded,
  type Execution,
  type ExecutionStore,
  type SettingsOn,
  startExecution,
  type TellTrouble,
} from '@upflow/jobs/backend'
import { claimRun } from './claim-run.ts'
import type { Database } from './database.ts'
import type { Dbos } from './load-dbos.ts'
import { createDbosRunner } from './steps.ts'
import { takeBack } from './take-back.ts'

export interface Bodies {
  readonly executions: ReadonlyMap<string, Execution>
  /** What DBOS calls with a run's id. */
  workflowOf(job: AnyJob): (runId: string) => Promise<void>
  /** From now on nothing is begun. */
  stop(): void
}

const longestTimerMs = 2 ** 31 - 1
const pauseMs = 250

/** For a workflow that is another's by now, or will be: DBOS records no end of it here. */
const forever = () => new Promise<void>(() => {})

export function createBodies({
  dbos,
  database,
  settings,
  tell,
}: {
  readonly dbos: Dbos
  readonly database: Database
  readonly settings: SettingsOn<ExecutionStore>
  readonly tell: TellTrouble
}): Bodies {
  const { owner, now, timing, onTrouble } = settings
  const executions = new Map<string, Execution>()
  /** The last of a run to begin in this process is the one that DBOS means. */
  const latest = new Map<string, symbol>()
  const writes = {}
  let isStopping = false

  /** While the database is away, nothing is lost by asking again. Null when the engine stops meanwhile. */
  const untilDone = async <T>(work: () => Promise<T>): Promise<T | null> => {
    for (;;) {
      try {
        const result = await work()
        tell(work, null)
        return result
      } catch (error) {
        tell(work, error as Error)
      }
      if (isStopping) return null
      await sleep(pauseMs)
    }
  }
  /** What has not ended goes on elsewhere, or here: its workflow must not end. */
  const giveBack = (runId: string, trouble: Error | null) =>
    untilDone(async () => {
      const [mine] = await database.read(
        `SELECT id FROM upflow_jobs.runs WHERE id = $1 AND owner = $2 AND status = 'running'`,
        [runId, owner],
      )
      if (!mine) return false
      return takeBack(database, {
        runId,
        owner,
        now: now(),
        maxRecoveries: timing.maxRecoveries,
        ...(trouble ? { because: toErrorRecord(trouble) } : {}),
      })
    })

  const workflowOf = (job: AnyJob) => async (runId: string) => {
    const self = Symbol(runId)
    const before = executions.get(runId)
    before?.abort(new LeaseLost(runId, before.fence.generation))
    latest.set(runId, self)
    try {
      return await execute(job, runId, () => latest.get(runId) === self)
    } finally {
      if (latest.get(runId) === self) latest.delete(runId)
    }
  }
  const execute = async (job: AnyJob, runId: string, isLatest: () => boolean): Promise<void> => {
    if (isStopping) return forever()
    const run = await untilDone(async () =>
      isLatest() && !isStopping ? claimRun(database, { runId, owner, now }) : null,
    )
    if (!run) return isStopping ? forever() : undefined
    const kept =
      (await untilDone(() =>
        database.read<{ record: string }>('SELECT record FROM upflow_jobs.kept WHERE run_id = $1', [runId]),
      )) ?? []
    let execution: Execution
    // The right to a run ends when another has it, not with time.
    const lease = createLease(Number.POSITIVE_INFINITY, 0, (error) => tell(writes, error))
    execution = startExecution(settings, {
      job,
      run,
      lease,
      createRunner: async (ofExecution, context) =>
        createDbosRunner(ofExecution, {
          ...context,
          dbos,
          generation: run.generation,
          kept: kept.map(({ record }) => JSON.parse(record) as StepRecord),
          giveUp: (error) => execution.giveUp(error),
        }),
    })
    executions.set(runId, execution)
    const clearDeadline = failAt(execution, runId)
    const trouble = await execution.done
    clearDeadline()
    if (executions.get(runId) === execution) executions.delete(runId)
    if (isStopping) return forever()
    if (trouble) onTrouble({ error: trouble, runId })
    if (isLatest()) await giveBack(runId, trouble)
  }

  return {
    executions,
    workflowOf,
    stop() {
      isStopping = true
    },
  }
}

/** @returns what clears it */
function failAt({ deadlineMs, abort }: Execution, runId: string): () => void {
  if (deadlineMs === null) return () => {}
  let timer: NodeJS.Timeout | undefined
  const wait = () => {
    const leftMs = deadlineMs - performance.now()
    if (leftMs <= 0) abort(deadlineExceeded(runId))
    else timer = setTimeout(wait, Math.min(leftMs, longestTimerMs))
  }
  wait()
  return () => clearTimeout(timer)
}

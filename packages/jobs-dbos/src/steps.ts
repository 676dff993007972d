/** The steps of one execution as DBOS's: each is recorded by it, in the order in which they begin. */
import { LeaseLost, type StepKind, type StepRecord } from '@upflow/jobs'
import {
  type CommonSettings,
  createAttempts,
  type Perform,
  type StepContextOfRun,
  type StepRunner,
  stepChanged,
  toStepRunner,
} from '@upflow/jobs/backend'
import { type Dbos, isDbosError } from './load-dbos.ts'

export interface DbosStepContext extends StepContextOfRun {
  readonly dbos: Dbos
  readonly generation: number
  /** Steps that are not to be executed, or not from the start. */
  readonly kept: readonly StepRecord[]
  /** Ends the execution: this owner cannot record, or may not. */
  readonly giveUp: (error: unknown) => void
}

const longestTimerMs = 2 ** 31 - 1

export function createDbosRunner(settings: CommonSettings, context: DbosStepContext): StepRunner {
  const { now } = settings
  const { dbos, runId, generation, signal, journal, giveUp } = context
  const kept = new Map(context.kept.map((record) => [record.key, record]))
  const attempts = createAttempts(settings, context)

  /**
   * What `work` gives is what DBOS records. What it throws is none of a step's outcomes, which are values: it leaves the
   * run to the next owner, and DBOS waits for a result that never comes.
   */
  const record = (kind: StepKind, key: string, work: () => Promise<StepRecord>): Promise<StepRecord> => {
    const name = `${kind}:${key}`
    return new Promise((resolve, reject) => {
      const recordable = () =>
        new Promise<StepRecord>((give) => {
          work().then(give, reject)
        })
      dbos.DBOS.runStep(recordable, { name }).then(resolve, (error: unknown) =>
        reject(toOurs(error, name, key)),
      )
    })
  }
  const toOurs = (error: unknown, name: string, key: string): unknown => {
    if (isDbosError(error, 'DBOSUnexpectedStepError')) {
      const was = /function (.*) was recorded when/.exec((error as Error).message)?.[1] ?? 'another step'
      return stepChanged(runId, key, was, name)
    }
    if (isDbosError(error, 'DBOSStepNondeterminismError'))
      return stepChanged(runId, key, 'another step', name)
    const lost =
      isDbosError(error, 'DBOSWorkflowConflictError') || isDbosError(error, 'DBOSWorkflowCancelledError')
        ? new LeaseLost(runId, generation)
        : error
    giveUp(lost)
    return lost
  }
  const keptOf = (key: string, kind: StepKind): StepRecord | undefined => {
    const found = kept.get(key)
    if (found && found.kind !== kind) throw stepChanged(runId, key, found.kind, kind)
    return found
  }
  /** Not longer than it was asked for, whatever became of the clock since. */
  const waited = ({ wakeAt, finishedAt }: StepRecord) => {
    const at = now()
    const inMs = Math.min(wakeAt! - at, wakeAt! - finishedAt)
    return sleepUntil(performance.now() + inMs, signal)
  }

  const perform: Perform = (key, kind, fn, options) => {
    attempts.enter(key)
    return record(kind, key, async () => {
      let found = keptOf(key, kind)
      while (!found || found.status === 'waiting') {
        if (found) await waited(found)
        found = await attempts.execute(key, kind, (found?.attempts ?? 0) + 1, fn, options)
      }
      return found
    })
  }
  return toStepRunner(context, {
    perform: async (...step) => perform(...step),
    // It waits in its slot.
    suspended: new Promise(() => {}),
    async sleep(key, ms) {
      attempts.enter(key)
      await record('sleep', key, async () => {
        let found = keptOf(key, 'sleep')
        if (found?.status === 'succeeded') return found
        if (!found) {
          const at = now()
          const times = { wakeAt: at + ms, startedAt: at, finishedAt: at }
          found = { key, kind: 'sleep', status: 'waiting', attempts: 1, value: null, error: null, ...times }
          await journal.recordStep(found, { type: 'step.started', at, step: key, attempt: 1 })
        }
        await waited(found)
        const at = now()
        const slept = { ...found, status: 'succeeded', value: 'null', wakeAt: null, finishedAt: at } as const
        const durationMs = Math.max(0, at - found.startedAt)
        await journal.recordStep(slept, { type: 'step.succeeded', at, step: key, durationMs })
        return slept
      })
    },
  })
}

/** @param at of `performance.now()` @throws the signal's reason */
function sleepUntil(at: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    let timer: NodeJS.Timeout | undefined
    const onAbort = () => {
      clearTimeout(timer)
      reject(signal.reason)
    }
    const wait = () => {
      const leftMs = at - performance.now()
      if (leftMs > 0) timer = setTimeout(wait, Math.min(leftMs, longestTimerMs))
      else {
        signal.removeEventListener('abort', onAbort)
        resolve()
      }
    }
    if (signal.aborted) return onAbort()
    signal.addEventListener('abort', onAbort, { once: true })
    wait()
  })
}

/** The steps of one execution: replays what is recorded, executes what is not, and waits without holding a slot. */
import type { StepKind, StepRecord } from '../run.ts'
import { createAttempts, type StepContextOfRun, stepChanged } from './attempts.ts'
import type { CommonSettings } from './options.ts'
import { type Perform, type StepRunner, toStepRunner } from './step-runner.ts'
import { createWaits } from './waits.ts'

export function createStepRunner(
  settings: CommonSettings,
  context: StepContextOfRun & { readonly recorded: readonly StepRecord[] },
): StepRunner {
  const { now } = settings
  const { runId, signal, journal } = context
  const recorded = new Map(context.recorded.map((record) => [record.key, record]))
  const attempts = createAttempts(settings, context)
  const waits = createWaits({ now, signal, journal })

  const enter = (key: string, kind: StepKind): StepRecord | undefined => {
    attempts.enter(key)
    const record = recorded.get(key)
    if (record && record.kind !== kind) throw stepChanged(runId, key, record.kind, kind)
    return record
  }
  const perform: Perform = async (key, kind, fn, options) => {
    let record = enter(key, kind)
    if (record?.status === 'waiting') record = await waits.byThisClock(record)
    if (!record || record.status === 'waiting') {
      if (record?.wakeAt && record.wakeAt > now()) return waits.until(record.wakeAt)
      const number = (record?.attempts ?? 0) + 1
      record = await waits.during(() => attempts.execute(key, kind, number, fn, options))
    }
    if (record.status === 'waiting') return waits.until(record.wakeAt!)
    return record
  }

  const fallAsleep = async (key: string, ms: number): Promise<StepRecord> => {
    const at = now()
    const times = { wakeAt: at + ms, startedAt: at, finishedAt: at }
    const record = { key, kind: 'sleep', attempts: 1, value: null, error: null, ...times } as const
    const waiting = { ...record, status: 'waiting' } as const
    await waits.during(() => journal.recordStep(waiting, { type: 'step.started', at, step: key, attempt: 1 }))
    return waiting
  }
  /** Recorded, so that no clock that is set back afterwards makes it sleep again. */
  const wake = (record: StepRecord): Promise<void> => {
    const at = now()
    const durationMs = Math.max(0, at - record.startedAt)
    return waits.during(() =>
      journal.recordStep(
        { ...record, status: 'succeeded', value: 'null', wakeAt: null, finishedAt: at },
        { type: 'step.succeeded', at, step: record.key, durationMs },
      ),
    )
  }
  return toStepRunner(context, {
    perform,
    suspended: waits.suspended,
    async sleep(key, ms) {
      const recorded = enter(key, 'sleep')
      if (recorded?.status === 'succeeded') return
      const record = recorded ? await waits.byThisClock(recorded) : await fallAsleep(key, ms)
      return recorded && record.wakeAt! <= now() ? wake(record) : waits.until(record.wakeAt!)
    },
  })
}

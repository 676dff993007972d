/** The waits of one execution: when it can go on, once nothing but waiting steps is left. */
import type { NewEvent, StepRecord } from '../run.ts'
import type { Journal } from './journal.ts'

export interface Waits {
  /** Resolves with the time to go on at, when nothing but waiting steps is left. */
  readonly suspended: Promise<number>
  /** Meanwhile it goes on. */
  during<T>(work: () => Promise<T>): Promise<T>
  /** Never resolves: the run is replayed when it is time. Rejects when the run is aborted meanwhile. */
  until(at: number): Promise<never>
  /**
   * A wait as it is recorded, never longer than it was asked for: one that was recorded before the clock was set back,
   * and whose owner was lost since, is recorded anew by the clock as it is.
   */
  byThisClock(record: StepRecord): Promise<StepRecord>
}

export function createWaits({
  now,
  signal,
  journal,
}: {
  readonly now: () => number
  readonly signal: AbortSignal
  readonly journal: Pick<Journal, 'recordStep'>
}): Waits {
  let active = 0
  let wakeAt = Number.POSITIVE_INFINITY
  let suspend: (until: number) => void = () => {}
  const suspended = new Promise<number>((resolve) => {
    suspend = resolve
  })
  /** Looks once the body has had its turn: it may start the next step as soon as one has ended. */
  const suspendWhenIdle = () => {
    if (wakeAt < Number.POSITIVE_INFINITY) setImmediate(() => active === 0 && suspend(wakeAt))
  }
  const during = async <T>(work: () => Promise<T>): Promise<T> => {
    active++
    try {
      return await work()
    } finally {
      active--
      suspendWhenIdle()
    }
  }
  return {
    suspended,
    during,
    until(at) {
      wakeAt = Math.min(wakeAt, at)
      suspendWhenIdle()
      return new Promise((_, reject) => {
        signal.addEventListener('abort', () => reject(signal.reason), { once: true })
      })
    },
    async byThisClock(record) {
      const at = now()
      if (record.wakeAt === null || at >= record.finishedAt) return record
      const again = { ...record, wakeAt: at + record.wakeAt - record.finishedAt, finishedAt: at }
      await during(() => journal.recordStep(again, toEvent(again)))
      return again
    },
  }
}

/** What a step that waits says of it. */
function toEvent({ key, attempts, error, wakeAt, finishedAt }: StepRecord): NewEvent {
  const base = { at: finishedAt, step: key, attempt: attempts }
  return error === null
    ? { ...base, type: 'step.started' }
    : { ...base, type: 'step.retrying', until: wakeAt!, error }
}

/** Schedules of the engine as the organizations have them, for as long as a process serves. */
import { setTimeout as sleep } from 'node:timers/promises'
import { applyAllSchedules, type Scheduling, type Telling } from './schedules.ts'

export interface KeptSchedules {
  /** Settles when they have been applied once, or when a locked file was waited for long enough. */
  readonly begun: Promise<void>
  stop(): Promise<void>
}

const lookAgainMs = 60_000
const patienceMs = 5_000

/**
 * Applies them now and from time to time: what another process sets up is read by itself too. The engine is started
 * after the first time: what was turned off while nobody served does not come once more.
 */
export function keepSchedules(pipeline: Scheduling, { onTrouble }: Telling): KeptSchedules {
  let under: Promise<void> = Promise.resolve()
  let isStopped = false
  const tell = (error: Error) => {
    if (!isStopped) onTrouble(error)
  }
  const look = () => {
    under = under.then(() => applyAllSchedules(pipeline, { onTrouble: tell })).catch(tell)
    return under
  }
  const begun = Promise.race([look(), sleep(patienceMs, undefined, { ref: false })]).then(() => {
    if (!isStopped) pipeline.engine.start()
  })
  const timer = setInterval(() => void look(), lookAgainMs).unref()
  return {
    begun,
    async stop() {
      isStopped = true
      clearInterval(timer)
      await under
    },
  }
}

/** Composes store, worker and callers' interface. One engine is one owner. */

import type { AnyJob } from '../job.ts'
import type { Maybe } from '../store.ts'
import { createChanges } from './changes.ts'
import { newId } from './ids.ts'
import { createJobHandles, type JobHandles } from './job-handles.ts'
import { type EngineOptions, toSettings } from './options.ts'
import { startRetention } from './retention.ts'
import { createRuns, type Runs } from './runs.ts'
import { createSchedules, type Schedules } from './schedules.ts'
import { startWorker } from './worker.ts'

export interface Engine<Jobs extends Record<string, AnyJob>> {
  readonly owner: string
  readonly jobs: JobHandles<Jobs>
  readonly runs: Runs
  readonly schedules: Schedules<Jobs>
  /** Serves its queues from now on, if it was opened with `autoStart: false`. */
  start(): void
  /**
   * Claims nothing new, aborts what runs, waits for it at most `graceMs` (default 5 s), gives it back so that
   * others go on at once, and closes the store. Idempotent.
   */
  stop(options?: { readonly graceMs?: number }): Promise<void>
}

/** Opens an engine and, unless told otherwise, starts to serve its queues. Stop it, or the process stays alive. */
export async function openEngine<Jobs extends Record<string, AnyJob>>(
  options: EngineOptions<Jobs>,
): Promise<Engine<Jobs>> {
  const now = options.now ?? Date.now
  const owner = newId('own', now())
  const store = await options.store
  const settings = { ...toSettings(options, owner), store }
  try {
    await unlessAborted(
      options.signal,
      store.registerOwner(owner, now(), settings.concurrency > 0 ? settings.queues : []),
    )
  } catch (error) {
    await store.close()
    throw error
  }
  const changes = createChanges(store, settings.timing.pollMs)
  const runs = createRuns(settings, changes)
  const worker = startWorker(settings, changes)
  const retention = startRetention(settings)
  let stopped: Promise<void> | null = null

  return {
    owner,
    jobs: createJobHandles(settings, options.jobs, { runs, isStopped: () => stopped !== null }),
    runs,
    schedules: createSchedules(settings, options.jobs),
    start: worker.start,
    stop({ graceMs = 5_000 } = {}) {
      stopped ??= (async () => {
        retention.stop()
        await worker.stop(graceMs)
        changes.close()
        await store.close()
      })()
      return stopped
    },
  }
}

/** A write may wait long for a lock: who opens need not. */
async function unlessAborted(signal: AbortSignal | undefined, work: Maybe<void>): Promise<void> {
  if (!signal) return work
  let onAbort: () => void = () => {}
  const aborted = new Promise<never>((_, reject) => {
    onAbort = () => reject(signal.reason)
    signal.addEventListener('abort', onAbort)
    if (signal.aborted) onAbort()
  })
  try {
    await Promise.race([work, aborted])
  } finally {
    signal.removeEventListener('abort', onAbort)
  }
}

/** The loop of one owner: claims what fits, renews its leases, hears of cancels, takes over from the dead. */

import { LeaseLost } from '../jobs-error.ts'
import type { Changes } from './changes.ts'
import { cancelled, deadlineExceeded, type Execution, shutdown, startExecution } from './execution.ts'
import type { EngineSettings } from './options.ts'
import { fireSchedules } from './schedules.ts'

export interface Worker {
  /** Claims nothing new, aborts what runs with reason `shutdown`, and waits for it at most `graceMs`. */
  stop(graceMs: number): Promise<void>
}

export function startWorker(settings: EngineSettings, changes: Changes): Worker {
  const { store, jobs, owner, concurrency, queues, timing, now } = settings
  const executions = new Map<string, Execution>()
  const identities = jobs.map(({ name, version }) => ({ name, version }))
  let stopping = false
  let looking: Promise<void> | null = null
  let lookAgain = false
  let renewAt = 0
  let recoverAt = 0
  let availableAt: number | null = null

  const fences = () => [...executions.values()].map((execution) => execution.fence)

  const claimAll = async () => {
    while (!stopping && executions.size < concurrency) {
      const run = await store.claim({ owner, queues, jobs: identities, now: now(), leaseMs: timing.leaseMs })
      if (!run) break
      const job = jobs.find(({ name, version }) => name === run.job && version === run.version)!
      const execution = startExecution(settings, job, run)
      executions.set(run.id, execution)
      void execution.done.then(() => {
        executions.delete(run.id)
        look()
      })
    }
    availableAt = executions.size < concurrency ? await store.nextAvailableAt(queues, now()) : null
  }
  const hearCancels = async () => {
    if (executions.size === 0) return
    for (const runId of await store.cancelRequests(fences())) executions.get(runId)?.abort(cancelled(runId))
  }
  const renew = async () => {
    renewAt = performance.now() + timing.leaseMs / 3
    const { lost } = await store.renew(fences(), now() + timing.leaseMs)
    for (const runId of lost) {
      const execution = executions.get(runId)
      execution?.abort(new LeaseLost(runId, execution.fence.generation))
    }
  }
  /** Also makes the runs that are due by the clock. */
  const recover = async () => {
    recoverAt = performance.now() + timing.recoverMs
    await store.recover(now(), timing.maxRecoveries)
    if (concurrency > 0) await fireSchedules(settings)
  }

  /** Looks for work; a call during a look makes it look once more. */
  const look = () => {
    if (stopping) return
    lookAgain = true
    looking ??= (async () => {
      try {
        while (lookAgain && !stopping) {
          lookAgain = false
          await hearCancels()
          await claimAll()
        }
      } catch {
        // The store is busy: no change may come to tell, so the next tick looks again.
        lookAgain = false
        availableAt = now()
      } finally {
        looking = null
      }
    })()
  }

  const tick = async () => {
    const clock = performance.now()
    for (const { deadlineAt, fence, abort } of executions.values())
      if (deadlineAt !== null && deadlineAt <= now()) abort(deadlineExceeded(fence.runId, deadlineAt))
    try {
      if (executions.size > 0 && clock >= renewAt) await renew()
      // Also by those that execute nothing: a cancel or a list must not wait for a dead owner.
      if (!stopping && clock >= recoverAt) await recover()
    } catch {
      // The store is busy or broken: the next tick tries again, and a lease that runs out is fenced.
    }
    if (availableAt !== null && availableAt <= now()) look()
  }

  const unsubscribe = changes.subscribe(look)
  const timer = setInterval(() => void tick(), timing.pollMs)
  void tick().then(look)

  return {
    async stop(graceMs) {
      stopping = true
      clearInterval(timer)
      unsubscribe()
      await looking
      const renewing = setInterval(() => void renew().catch(() => {}), timing.leaseMs / 3)
      for (const [runId, execution] of executions) execution.abort(shutdown(runId))
      const grace = new Promise<void>((resolve) => setTimeout(resolve, graceMs).unref())
      await Promise.race([Promise.all([...executions.values()].map(({ done }) => done)), grace])
      clearInterval(renewing)
    },
  }
}

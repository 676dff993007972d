/** The loop of one owner: claims what fits, renews its leases, hears of cancels, takes over from the dead. */
import { setTimeout as sleep } from 'node:timers/promises'
import { LeaseLost } from '../jobs-error.ts'
import type { Change } from '../store.ts'
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
  const asked = { cancels: false, claims: false }
  let keepingUp = false
  let timer: NodeJS.Timeout | undefined
  // By the monotonic clock, but for what is on file.
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
        look('claim')
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
    await changes.look()
    await store.recover(now(), timing.maxRecoveries)
    if (concurrency > 0) await fireSchedules(settings)
  }

  /** Looks for what it is called for, or for all; a call during a look makes it look once more. */
  const look = (calls: Change['calls'] = null) => {
    if (stopping || (calls === 'claim' && executions.size >= concurrency)) return
    if (calls !== 'claim') asked.cancels = true
    if (calls !== 'cancel') asked.claims = true
    looking ??= (async () => {
      try {
        while ((asked.cancels || asked.claims) && !stopping) {
          const { cancels, claims } = asked
          asked.cancels = false
          asked.claims = false
          if (cancels) await hearCancels()
          if (claims) await claimAll()
        }
      } catch {
        // The store is busy or broken: no change may come to tell, so it is looked at again after a while.
        availableAt = now() + timing.recoverMs
      } finally {
        looking = null
        wakeWhenDue()
      }
    })()
  }

  const keepUp = async () => {
    keepingUp = true
    try {
      if (executions.size > 0 && performance.now() >= renewAt) await renew()
      // Also by those that execute nothing: a cancel or a list must not wait for a dead owner.
      if (!stopping && performance.now() >= recoverAt) await recover()
    } catch {
      // The store is busy or broken: it is tried again when next due, and a lease that runs out is fenced.
    } finally {
      keepingUp = false
      wakeWhenDue()
    }
  }
  const tick = () => {
    for (const { deadlineAt, fence, abort } of executions.values())
      if (deadlineAt !== null && deadlineAt <= now()) abort(deadlineExceeded(fence.runId, deadlineAt))
    if (!keepingUp && dueInMs() <= 0) void keepUp()
    if (availableAt !== null && availableAt <= now()) {
      availableAt = null
      look()
    }
    wakeWhenDue()
  }
  const dueInMs = () => (executions.size > 0 ? Math.min(renewAt, recoverAt) : recoverAt) - performance.now()
  /** An idle owner sleeps until something is due; the clock on file may jump, so never longer than `recoverMs`. */
  const wakeWhenDue = () => {
    if (stopping) return
    // A deadline that has passed was acted on.
    const deadlines = [...executions.values()].flatMap(({ deadlineAt }) => deadlineAt ?? [])
    const inMs = Math.min(
      keepingUp ? timing.recoverMs : dueInMs(),
      timing.recoverMs,
      ...deadlines.map((at) => at - now()).filter((ms) => ms > 0),
      availableAt === null ? timing.recoverMs : availableAt - now(),
    )
    clearTimeout(timer)
    timer = setTimeout(tick, Math.max(1, inMs))
  }

  const unsubscribe = changes.onWork(look)
  void keepUp().then(() => look())

  return {
    async stop(graceMs) {
      stopping = true
      clearTimeout(timer)
      unsubscribe()
      const grace = sleep(graceMs, undefined, { ref: false })
      // A look may be waiting for the store's lock.
      await Promise.race([looking, grace])
      const renewing = setInterval(() => void renew().catch(() => {}), timing.leaseMs / 3)
      for (const [runId, execution] of executions) execution.abort(shutdown(runId))
      await Promise.race([Promise.all([...executions.values()].map(({ done }) => done)), grace])
      clearInterval(renewing)
    },
  }
}

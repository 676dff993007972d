/** The loop of one owner: claims what fits, renews its leases, hears of cancels, takes over from the dead. */
import { setTimeout as sleep } from 'node:timers/promises'
import { LeaseLost, toErrorRecord } from '../jobs-error.ts'
import { steadyMs } from '../steady-clock.ts'
import type { Change, Clocks, Due } from '../store.ts'
import type { Changes } from './changes.ts'
import {
  type CreateRunner,
  cancelled,
  deadlineExceeded,
  type Execution,
  shutdown,
  startExecution,
} from './execution.ts'
import { createLease } from './lease.ts'
import type { EngineSettings } from './options.ts'
import { createFiring } from './schedules.ts'
import { createStepRunner } from './steps.ts'
import { createTellTrouble, createTroubleWatch } from './trouble.ts'

export interface Worker {
  /** From now on it claims, if it did not yet. */
  start(): void
  /** Claims nothing new, aborts what runs with reason `shutdown`, and waits for it at most `graceMs`. */
  stop(graceMs: number): Promise<void>
}

const lookPatienceMs = 500

export function startWorker(settings: EngineSettings, changes: Changes): Worker {
  const { store, jobs, owner, queues, timing, now, onTrouble } = settings
  let places = settings.autoStart ? settings.concurrency : 0
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
  let available: Due | null = null
  /** Runs that this process gave up, until their events can say so. */
  const givenUp = new Map<string, Error>()
  const tell = createTellTrouble(settings)
  const looks = createTroubleWatch(settings, changes, tell)
  const renewals = createTroubleWatch(settings, changes, tell)
  const recoveries = createTroubleWatch(settings, changes, tell)
  /** Those of all executions. */
  const writes = {}
  const fireSchedules = createFiring(settings)

  const createRunner: CreateRunner = async (execution, context) =>
    createStepRunner(execution, { ...context, recorded: await store.steps(context.runId) })
  const fences = () => [...executions.values()].map((execution) => execution.fence)

  const claimAll = async () => {
    let since: Clocks = { now: now(), steady: steadyMs() }
    while (!stopping && executions.size < places) {
      const askedAt = performance.now()
      since = { now: now(), steady: steadyMs() }
      const run = await store.claim({
        owner,
        queues,
        jobs: identities,
        now: since.now,
        leaseMs: timing.leaseMs,
      })
      if (!run) break
      const job = jobs.find(({ name, version }) => name === run.job && version === run.version)!
      const lease = createLease(timing.leaseMs, askedAt, (error) => tell(writes, error))
      const execution = startExecution(settings, { job, run, lease, createRunner })
      // Its own run that it took over from itself, when the clock was set ahead.
      executions.get(run.id)?.abort(new LeaseLost(run.id, run.generation - 1))
      executions.set(run.id, execution)
      // The claim waited for a lock, and the end was not waited for it.
      if (stopping) execution.abort(shutdown(run.id))
      void execution.done.then((trouble) => {
        if (executions.get(run.id) === execution) executions.delete(run.id)
        if (trouble) tellGivenUp(run.id, trouble)
        look('claim')
      })
    }
    available = executions.size < places ? await store.nextAvailableAt(queues, since) : null
  }
  const tellGivenUp = (runId: string, error: Error) => {
    givenUp.set(runId, error)
    onTrouble({ error, runId })
    recoverAt = 0
    wakeWhenDue()
    // It goes on by itself when a lock is free. Of the rest nobody knows when: who waits here need not wait on.
    if ((error as { code?: unknown }).code !== 'jobs/store-busy') changes.fail(error, runId)
  }
  const hearCancels = async () => {
    if (executions.size === 0) return
    for (const runId of await store.cancelRequests(fences())) executions.get(runId)?.abort(cancelled(runId))
  }
  const renew = async () => {
    renewAt = performance.now() + timing.leaseMs / 3
    const askedAt = performance.now()
    const renewed = [...executions.values()]
    const { lost } = await store.renew(
      renewed.map(({ fence }) => fence),
      now() + timing.leaseMs,
    )
    for (const { fence, lease } of renewed) if (!lost.includes(fence.runId)) lease.renew(askedAt)
    for (const runId of lost) {
      const execution = executions.get(runId)
      execution?.abort(new LeaseLost(runId, execution.fence.generation))
    }
  }
  const keepLeases = async () => {
    const error = await renewals.during(renew)
    if (error === null) return
    // Soon again. Whose lease is over by now has lost the run to whoever can write.
    renewAt = performance.now() + Math.min(timing.leaseMs / 3, 4 * timing.recoverMs)
    for (const { lease, giveUp } of executions.values()) if (lease.isOver()) giveUp(error)
  }
  /** Also makes the runs that are due by the clock. */
  const recover = async () => {
    recoverAt = performance.now() + timing.recoverMs
    await changes.look()
    for (const [runId, error] of givenUp) {
      await store.noteGivenUp(runId, now(), toErrorRecord(error))
      givenUp.delete(runId)
    }
    await store.recover(now(), timing.maxRecoveries, timing.leaseMs)
    if (places > 0 && settings.firesSchedules) await fireSchedules()
  }

  /** Looks for what it is called for, or for all; a call during a look makes it look once more. */
  const look = (calls: Change['calls'] = null) => {
    if (stopping || (calls === 'claim' && executions.size >= places)) return
    if (calls !== 'claim') asked.cancels = true
    if (calls !== 'cancel') asked.claims = true
    lookOn()
  }
  const lookOn = () => {
    looking ??= (async () => {
      const error = await looks.during(async () => {
        while ((asked.cancels || asked.claims) && !stopping) {
          const { cancels, claims } = asked
          asked.cancels = false
          asked.claims = false
          if (cancels) await hearCancels()
          if (claims) await claimAll()
        }
      })
      // No change may come to tell, so it is looked at again after a while.
      if (error) available = { at: now() + timing.recoverMs, steadyAt: steadyMs() + timing.recoverMs }
      looking = null
      wakeWhenDue()
      // Called for between its last look and its end.
      if (error === null && (asked.cancels || asked.claims) && !stopping) lookOn()
    })()
  }

  const keepUp = async () => {
    keepingUp = true
    if (executions.size > 0 && performance.now() >= renewAt) await keepLeases()
    // Also by those that execute nothing: a cancel or a list must not wait for a dead owner.
    if (!stopping && performance.now() >= recoverAt) await recoveries.during(recover)
    keepingUp = false
    wakeWhenDue()
  }
  const tick = () => {
    for (const { deadlineMs, fence, abort } of executions.values())
      if (deadlineMs !== null && deadlineMs <= performance.now()) abort(deadlineExceeded(fence.runId))
    if (!keepingUp && dueInMs() <= 0) void keepUp()
    if (availableInMs() <= 0) {
      available = null
      look()
    }
    wakeWhenDue()
  }
  /** By whichever clock comes first: one that is set back delays nothing. */
  const availableInMs = () =>
    available === null
      ? Number.POSITIVE_INFINITY
      : Math.min(available.at - now(), (available.steadyAt ?? Number.POSITIVE_INFINITY) - steadyMs())
  const dueInMs = () => (executions.size > 0 ? Math.min(renewAt, recoverAt) : recoverAt) - performance.now()
  /** An idle owner sleeps until something is due; the clock on file may jump, so never longer than `recoverMs`. */
  const wakeWhenDue = () => {
    if (stopping) return
    // A deadline that has passed was acted on.
    const deadlines = [...executions.values()].flatMap(({ deadlineMs }) => deadlineMs ?? [])
    const inMs = Math.min(
      keepingUp ? timing.recoverMs : dueInMs(),
      timing.recoverMs,
      ...deadlines.map((at) => at - performance.now()).filter((ms) => ms > 0),
      availableInMs(),
    )
    clearTimeout(timer)
    timer = setTimeout(tick, Math.max(1, inMs))
  }

  const unsubscribe = changes.onWork(look)
  void keepUp().then(() => look())

  return {
    start() {
      places = settings.concurrency
      look()
    },
    async stop(graceMs) {
      stopping = true
      clearTimeout(timer)
      unsubscribe()
      const grace = sleep(graceMs, undefined, { ref: false })
      // A look may be waiting for the store's lock.
      await Promise.race([looking, grace, sleep(lookPatienceMs, undefined, { ref: false })])
      const renewing = setInterval(() => void keepLeases(), timing.leaseMs / 3)
      for (const [runId, execution] of executions) execution.abort(shutdown(runId))
      await Promise.race([Promise.all([...executions.values()].map(({ done }) => done)), grace])
      clearInterval(renewing)
    },
  }
}

/** Composes DBOS, our schema beside it and the callers' interface. One engine is one owner, and one executor of DBOS. */
import type { AnyJob, CommonOptions, Engine } from '@upflow/jobs'
import {
  cancelled,
  createChanges,
  createFiring,
  createJobHandles,
  createRuns,
  createSchedules,
  createTellTrouble,
  newId,
  type RunStore,
  shutdown,
  startRetention,
  toSettings,
} from '@upflow/jobs/backend'
import { createBodies } from './body.ts'
import { openDatabase } from './database.ts'
import { createExecutionStore } from './execution-store.ts'
import { startKeepingUp } from './keep-up.ts'
import { launchDbos } from './launch-dbos.ts'
import { loadDbos, openClient } from './load-dbos.ts'
import { migrateJobs } from './migrate.ts'
import { createRecovery } from './recover.ts'
import { createRewind } from './retry.ts'
import { createChangeTeller, createRunStore } from './run-store.ts'
import { openSession } from './session.ts'
import { createCreateRun } from './trigger.ts'

export interface DbosEngineOptions<Jobs extends Record<string, AnyJob>> extends CommonOptions<Jobs> {
  /**
   * Of a PostgreSQL database, 14 or later, straight to the server or through a pooler of sessions: what an engine is
   * known to be alive by is its connection. It is migrated first.
   */
  readonly url: string
}

/** What PostgreSQL told, and no one heard, is looked for as often. */
const pollMs = 1_000

/**
 * Opens an engine and, unless told otherwise, starts to serve its queues. Stop it, or the process stays alive.
 * @throws JobsError what ails the database, `jobs/newer-store`; the signal's reason
 */
export async function openDbosEngine<Jobs extends Record<string, AnyJob>>(
  options: DbosEngineOptions<Jobs>,
): Promise<Engine<Jobs>> {
  const { url, signal } = options
  const now = options.now ?? Date.now
  const startedAt = now()
  const owner = newId('own', startedAt)
  const common = toSettings(options, owner)
  const { timing, concurrency, queues } = common
  await migrateJobs(url, signal)

  const database = openDatabase(url)
  const dbos = loadDbos()
  const client = await openClient(database.pool, dbos)
  const { onChange, tell: tellChange } = createChangeTeller()
  let onReconnect = () => {}
  const session = await openSession({
    url,
    place: database.place,
    owner,
    signal,
    onNotification: tellChange,
    onReconnect: () => onReconnect(),
  }).catch(async (error) => {
    await database.close()
    throw error
  })
  const createRun = createCreateRun(client)
  const rewind = createRewind(database, client)
  const store: RunStore = {
    ...createRunStore(database, client, { createRun, rewind, onChange, leaseMs: timing.leaseMs }),
    close: async () => {
      await session.close()
      await client.destroy()
      await database.close()
    },
  }
  const settings = { ...common, store }
  let isServing = false
  const recovery = createRecovery({
    database,
    session,
    owner,
    queues: () => (isServing ? queues : []),
    startedAt,
    now,
    leaseMs: timing.leaseMs,
    maxRecoveries: timing.maxRecoveries,
  })
  try {
    await recovery.register()
  } catch (error) {
    await store.close()
    throw error
  }

  const changes = createChanges(store, pollMs)
  onReconnect = () => void changes.look()
  const runs = createRuns(settings, changes)
  const retention = startRetention(settings)
  const tell = createTellTrouble(settings)
  const bodies = createBodies({
    dbos,
    database,
    settings: { ...common, store: createExecutionStore(database) },
    tell,
  })
  onChange(({ runId, calls }) => {
    if (calls === 'cancel') bodies.executions.get(runId)?.abort(cancelled(runId))
  })
  const fireSchedules = createFiring(settings)
  let launched: Promise<void> | null = null
  let stopped: Promise<void> | null = null
  const launchOnce = async () => {
    const isStopped = () => stopped !== null
    await launchDbos({ dbos, client, database, bodies, settings: common, tell, isStopped })
    isServing = true
    // By now it executes, whoever knows of it.
    await recovery.register().catch((error: Error) => tell(launchOnce, error))
  }
  const launch = () => {
    if (concurrency > 0 && !stopped) launched ??= launchOnce()
    return launched ?? Promise.resolve()
  }
  const keeping = startKeepingUp({
    database,
    rewind,
    recovery,
    bodies,
    timing,
    tell,
    also: async () => {
      if (launched && common.firesSchedules) await fireSchedules()
    },
  })

  const stop = async (graceMs: number) => {
    retention.stop()
    bodies.stop()
    keeping.stop()
    for (const [runId, execution] of bodies.executions) execution.abort(shutdown(runId))
    const ended = Promise.all([...bodies.executions.values()].map(({ done }) => done))
    await within(graceMs, Promise.all([ended, launched?.then(() => dbos.DBOS.shutdown())]))
    await within(graceMs, recovery.unregister())
    changes.close()
    await within(graceMs, Promise.resolve(store.close()))
  }
  const engine: Engine<Jobs> = {
    owner,
    jobs: createJobHandles(settings, options.jobs, { runs, isStopped: () => stopped !== null }),
    runs,
    schedules: createSchedules(settings, options.jobs),
    start: () => void launch().catch((error: Error) => common.onTrouble({ error, runId: null })),
    stop({ graceMs = 5_000 } = {}) {
      stopped ??= stop(graceMs)
      return stopped
    },
  }
  if (common.autoStart)
    await launch().catch(async (error) => {
      await engine.stop()
      throw error
    })
  return engine
}

/** Not longer than that, and whatever becomes of it: what is not given back is free when this owner's lock is. */
async function within(ms: number, work: Promise<unknown>): Promise<void> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise((resolve) => {
    timer = setTimeout(resolve, ms)
  })
  await Promise.race([work.catch(() => {}), late])
  clearTimeout(timer)
}

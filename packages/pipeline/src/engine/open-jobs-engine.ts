/** The engine of a process, with what it must hold to execute; not started yet. */
import type { Waiting } from '@upflow/db'
import type { CommonOptions, Engine, Trouble } from '@upflow/jobs'
import type { Config } from '../config.ts'
import type { Jobs } from '../jobs/jobs.ts'
import { chooseJobsPlace } from './choose-jobs-place.ts'
import { holdExecution } from './hold-execution.ts'

export interface JobsEngine {
  readonly engine: Engine<Jobs>
  /** Lets others execute, once the engine is stopped. Idempotent. */
  release(): Promise<void>
}

export interface JobsEngineOptions
  extends Omit<CommonOptions<Jobs>, 'autoStart' | 'concurrency' | 'onTrouble' | 'signal'> {
  readonly config: Config
  readonly concurrency: number
  readonly waiting: Waiting
  readonly onTrouble?: ((trouble: Trouble) => void) | undefined
}

/** @throws PipelineError `pipeline/executed-elsewhere`; DbError, JobsError when a file or a database cannot be used */
export async function openJobsEngine({
  config,
  concurrency,
  waiting,
  onTrouble,
  ...options
}: JobsEngineOptions): Promise<JobsEngine> {
  const place = chooseJobsPlace(config, waiting)
  const state: { engine: Engine<Jobs> | null; lost: Error | null } = { engine: null, lost: null }
  const tell = (error: Error) => onTrouble?.({ error, runId: null })
  /** At once: another executes by now. While it is being opened, the opening ends with it. */
  const onLost = (error: Error) => {
    state.lost = error
    tell(error)
    state.engine?.stop({ graceMs: 0 }).catch(tell)
  }
  const { databaseUrl } = config
  const held =
    databaseUrl === null || concurrency === 0
      ? null
      : await holdExecution(databaseUrl, { isShared: place.isShared, onLost })
  const release = async () => held?.release()
  try {
    const engine = await place.openEngine({
      ...options,
      concurrency,
      autoStart: false,
      ...(onTrouble ? { onTrouble } : {}),
      ...(waiting.signal ? { signal: waiting.signal } : {}),
    })
    state.engine = engine
    if (state.lost) {
      await engine.stop({ graceMs: 0 })
      throw state.lost
    }
    return { engine, release }
  } catch (error) {
    await release()
    throw error
  }
}

/** Composes data, workers, jobs and engine: once, for both apps. */
import { setTimeout as sleep } from 'node:timers/promises'
import type { Engine, Trouble } from '@upflow/jobs'
import type { Config } from './config.ts'
import { openJobsEngine } from './engine/open-jobs-engine.ts'
import { createJobs, type Jobs } from './jobs/jobs.ts'
import { builtWorker, type Data, type DataOptions, openData } from './open-data.ts'
import { createPreviewer, type Previewer } from './preview/previewer.ts'
import { queueOf } from './queue-of.ts'
import { createRecalculator } from './recalculate/recalculator.ts'
import { createRunRecorder, type RunRecorder } from './runs/record-run.ts'
import { createDeliveries, type Deliveries } from './webhooks/deliveries.ts'
import type { DeliveriesOptions } from './webhooks/told-runs.ts'

export interface Pipeline extends Data {
  readonly config: Config
  readonly engine: Engine<Jobs>
  /** Of which this process executes runs, if it executes any. */
  readonly queue: string
  readonly previewer: Previewer
  /** Of who does what to runs. */
  readonly recorder: RunRecorder
  /** Takes what GitHub delivers. */
  readonly deliveries: Deliveries
  /** Replaces every secret that this process has used, of organizations, their channels and their webhooks. */
  redact(text: string): string
  /** Stops the engine, gives its runs back, and closes every file. Idempotent. */
  close(options?: { readonly graceMs?: number }): Promise<void>
}

export interface PipelineOptions extends DataOptions {
  /** How many runs this process executes at once; with 0 it only triggers and watches. */
  readonly concurrency: number
  /** False: executes nothing before `engine.start()`. */
  readonly autoStart?: boolean
  /** Serves everybody, not one command alone: what is due by the clock is begun here too. Default: it is not. */
  readonly firesSchedules?: boolean
  /** Told what ails the place of the jobs, which run was given up for it, which schedule or delivery led to no run. */
  readonly onTrouble?: (trouble: Trouble) => void
  /** How patient it is with what GitHub delivers. */
  readonly delivering?: DeliveriesOptions
  /** How long runs wait between two looks whether a GitHub that was down is there again (default: five minutes). */
  readonly outageMs?: number
}

/**
 * @throws DbError, JobsError when a file or the database cannot be used, PipelineError `pipeline/executed-elsewhere`;
 *   nothing is left open then
 */
export async function openPipeline({
  concurrency,
  autoStart = true,
  firesSchedules = false,
  worker = builtWorker,
  onTrouble,
  delivering,
  outageMs,
  ...options
}: PipelineOptions): Promise<Pipeline> {
  const data = await openData({ ...options, worker, isForRuns: true })
  const { signal, onLongWait } = options
  const queue = queueOf(options.demo !== undefined)
  const recalculator = createRecalculator({ worker, threads: options.config.threads, files: data.files })
  const previewer = createPreviewer({ worker })
  const redact = (text: string) =>
    data.webhookSecrets.redact(data.channels.redact(data.credentials.redact(text)))
  const recorder = createRunRecorder(data, onTrouble)
  try {
    let opened: Engine<Jobs> | null = null
    // What executes runs beside people loads all before they come.
    if (concurrency > 0) await data.files.ready()
    const { engine, release } = await openJobsEngine({
      config: options.config,
      // Not started before jobs can ask what ran.
      jobs: createJobs({
        ...data,
        recalculator,
        runs: () => opened!.runs,
        ...(options.onWait ? { onWait: options.onWait } : {}),
        ...(outageMs === undefined ? {} : { outageMs }),
      }),
      concurrency,
      firesSchedules,
      queues: [queue],
      redact,
      waiting: { signal, onLongWait },
      onTrouble,
    })
    opened = engine
    if (autoStart) engine.start()
    let closed: Promise<void> | null = null
    return {
      ...data,
      config: options.config,
      engine,
      queue,
      previewer,
      recorder,
      deliveries: createDeliveries({ ...data, engine, onTrouble }, delivering),
      redact,
      close({ graceMs = 5_000 } = {}) {
        closed ??= (async () => {
          const grace = sleep(graceMs, undefined, { ref: false })
          await engine.stop({ graceMs })
          await Promise.race([recorder.settled(), grace])
          await previewer.close()
          await recalculator.close()
          await release()
          await data.close()
        })()
        return closed
      },
    }
  } catch (error) {
    await previewer.close()
    await recalculator.close()
    await data.close()
    throw error
  }
}

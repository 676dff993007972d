/** The engine's options with their defaults. */
import type { AnyJob } from '../job.ts'
import type { Redact } from '../json-text.ts'
import type { Maybe, Store } from '../store.ts'

export interface EngineOptions<Jobs extends Record<string, AnyJob>> extends CommonOptions<Jobs> {
  /** The engine closes it when it stops. */
  readonly store: Maybe<Store>
}

/** What any engine is told, whatever executes the runs. */
export interface CommonOptions<Jobs extends Record<string, AnyJob>> {
  readonly jobs: Jobs
  /** Ends the wait for a lock while the engine is opened. */
  readonly signal?: AbortSignal
  /** How many runs this process executes at once (default 1). With 0 it only triggers and watches. */
  readonly concurrency?: number
  /**
   * Whether runs are claimed from the opening on (default true). Else from `start()`: whoever triggers a run first
   * can still join one that a process left behind just before its end.
   */
  readonly autoStart?: boolean
  /** Whether it also makes the runs that are due by the clock (default true), while it claims. */
  readonly firesSchedules?: boolean
  /** Which queues this process serves (default `['default']`). Runs of others are left to others. */
  readonly queues?: readonly string[]
  /** Applied to each string within inputs, results, errors and logs, names included, before they are stored. */
  readonly redact?: Redact
  readonly limits?: Partial<Limits>
  /** Default: ended runs are kept for 30 days, the 100 that ended last always. Null keeps all. */
  readonly retention?: Partial<RetentionOptions> | null
  readonly timing?: Partial<Timing>
  /** Milliseconds since 1970. Default `Date.now`. */
  readonly now?: () => number
  /** In [0, 1), for jitter. Default `Math.random`. */
  readonly random?: () => number
  /**
   * Told what nobody who called waits for: the store is in trouble, so that runs are not looked for or one was given
   * up, or a schedule cannot fire. Said once until it has passed.
   */
  readonly onTrouble?: (trouble: Trouble) => void
  /** Called at each named point around a commit, so that a test can stop the process there. */
  readonly onPoint?: (point: CrashPoint) => void
}

export interface Trouble {
  readonly error: Error
  /** The run that this process gave up: it goes on from its last recorded step, here or elsewhere. */
  readonly runId: string | null
}

export interface RetentionOptions {
  /** How long a run is kept after its end, with its steps and events. */
  readonly endedMs: number
  /** So many are kept however long ago they ended. */
  readonly keepNewest: number
}

export interface Limits {
  /** Of one value: an input, a step's result, an output (default 1 MiB). */
  readonly valueBytes: number
  /** Steps of one run (default 100,000). */
  readonly steps: number
}

export interface Timing {
  /** How long an owner has a run without renewing (default 30 s). */
  readonly leaseMs: number
  /** How often other processes' changes are looked for where the file system does not tell of them (default 25 ms). */
  readonly pollMs: number
  /** How often dead owners, and changes that nothing told of, are looked for (default 250 ms). */
  readonly recoverMs: number
  /** How long progress and logs are buffered (default 50 ms). */
  readonly flushMs: number
  /** How long a cancelled body may take to end before it is left behind (default 5 s). */
  readonly cancelGraceMs: number
  /** Lost owners that a run may have before it is dead (default 10). */
  readonly maxRecoveries: number
}

export type CrashPoint =
  | 'claimed'
  | 'before-step'
  | 'before-record'
  | 'after-record'
  | 'before-finish'
  | 'after-finish'

/** The options of any engine, with what they are when nothing is said. */
export interface CommonSettings {
  readonly jobs: readonly AnyJob[]
  readonly owner: string
  readonly concurrency: number
  readonly autoStart: boolean
  readonly firesSchedules: boolean
  readonly queues: readonly string[]
  readonly redact: Redact | null
  readonly limits: Limits
  readonly retention: RetentionOptions | null
  readonly timing: Timing
  readonly now: () => number
  readonly random: () => number
  readonly onTrouble: (trouble: Trouble) => void
  readonly onPoint: (point: CrashPoint) => void
}

/** With what they are about. */
export type SettingsOn<OneStore> = CommonSettings & { readonly store: OneStore }
export type EngineSettings = SettingsOn<Store>

export const usualTiming: Timing = {
  leaseMs: 30_000,
  pollMs: 25,
  recoverMs: 250,
  flushMs: 50,
  cancelGraceMs: 5_000,
  maxRecoveries: 10,
}

export function toSettings(options: CommonOptions<Record<string, AnyJob>>, owner: string): CommonSettings {
  return {
    jobs: Object.values(options.jobs),
    owner,
    concurrency: options.concurrency ?? 1,
    autoStart: options.autoStart ?? true,
    firesSchedules: options.firesSchedules ?? true,
    queues: options.queues ?? ['default'],
    redact: options.redact ?? null,
    limits: { valueBytes: 1_048_576, steps: 100_000, ...options.limits },
    retention:
      options.retention === null ? null : { endedMs: 30 * 86_400_000, keepNewest: 100, ...options.retention },
    timing: { ...usualTiming, ...options.timing },
    now: options.now ?? Date.now,
    random: options.random ?? Math.random,
    onTrouble: options.onTrouble ?? (() => {}),
    onPoint: options.onPoint ?? (() => {}),
  }
}

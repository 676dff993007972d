/** The engine's options with their defaults. */
import type { AnyJob } from '../job.ts'
import type { Store } from '../store.ts'

export interface EngineOptions<Jobs extends Record<string, AnyJob>> {
  /** The engine closes it when it stops. */
  readonly store: Store
  readonly jobs: Jobs
  /** How many runs this process executes at once (default 1). With 0 it only triggers and watches. */
  readonly concurrency?: number
  /** Which queues this process serves (default `['default']`). Runs of others are left to others. */
  readonly queues?: readonly string[]
  /** Applied to the JSON of inputs, results, errors and logs before they are stored. Must keep it JSON. */
  readonly redact?: (text: string) => string
  readonly limits?: Partial<Limits>
  readonly timing?: Partial<Timing>
  /** Milliseconds since 1970. Default `Date.now`. */
  readonly now?: () => number
  /** In [0, 1), for jitter. Default `Math.random`. */
  readonly random?: () => number
  /** Called at each named point around a commit, so that a test can stop the process there. */
  readonly onPoint?: (point: CrashPoint) => void
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

export interface EngineSettings {
  readonly store: Store
  readonly jobs: readonly AnyJob[]
  readonly owner: string
  readonly concurrency: number
  readonly queues: readonly string[]
  readonly redact: (text: string) => string
  readonly limits: Limits
  readonly timing: Timing
  readonly now: () => number
  readonly random: () => number
  readonly onPoint: (point: CrashPoint) => void
}

export function toSettings(options: EngineOptions<Record<string, AnyJob>>, owner: string): EngineSettings {
  return {
    store: options.store,
    jobs: Object.values(options.jobs),
    owner,
    concurrency: options.concurrency ?? 1,
    queues: options.queues ?? ['default'],
    redact: options.redact ?? ((text) => text),
    limits: { valueBytes: 1_048_576, steps: 100_000, ...options.limits },
    timing: {
      leaseMs: 30_000,
      pollMs: 25,
      recoverMs: 250,
      flushMs: 50,
      cancelGraceMs: 5_000,
      maxRecoveries: 10,
      ...options.timing,
    },
    now: options.now ?? Date.now,
    random: options.random ?? Math.random,
    onPoint: options.onPoint ?? (() => {}),
  }
}

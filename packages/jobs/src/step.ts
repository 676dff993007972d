/** What a job's body is given. Everything that may fail, take long or differ the next time belongs in a step. */
import type { ErrorRecord } from './jobs-error.ts'
import type { RetryOptions } from './retry.ts'

export interface Step {
  readonly runId: string
  /** Aborted on cancel, shutdown, a lost lease and the run's deadline. */
  readonly signal: AbortSignal
  /** Runs `fn` once and records its JSON result under `key`; a replay returns the record. */
  run<T>(key: string, fn: StepBody<T>, options?: StepOptions): Promise<T>
  /** As `run`, but a final failure becomes a recorded value and the run, which goes on, ends as partial. */
  settle<T>(key: string, fn: StepBody<T>, options?: StepOptions): Promise<Settled<T>>
  /** `run` for each item, at most `concurrency` (default 4) at once. The first failure is thrown when all in flight have ended. */
  map<I, T>(
    items: readonly I[],
    key: (item: I) => string,
    fn: MapBody<I, T>,
    options?: MapOptions,
  ): Promise<T[]>
  /** `settle` for each item. */
  mapSettled<I, T>(
    items: readonly I[],
    key: (item: I) => string,
    fn: MapBody<I, T>,
    options?: MapOptions,
  ): Promise<Settled<T>[]>
  /** Sleeps across restarts and holds no slot meanwhile. */
  sleep(key: string, ms: number): Promise<void>
  readonly progress: (progress: Progress) => void
  readonly log: Log
}

export type StepBody<T> = (context: StepContext) => T | Promise<T>
export type MapBody<I, T> = (item: I, context: StepContext) => T | Promise<T>

export interface StepContext {
  readonly signal: AbortSignal
  /** 1 for the first try. Survives restarts. */
  readonly attempt: number
  /** The same for every try of this step of this run, so that an effect elsewhere can be applied once. */
  readonly token: string
  /** Progress and logs that say which step they belong to. */
  readonly progress: (progress: Progress) => void
  readonly log: Log
}

export interface StepOptions {
  readonly retry?: RetryOptions
  /** Per attempt. A result that comes later is discarded. */
  readonly timeoutMs?: number
}

export interface MapOptions extends StepOptions {
  readonly concurrency?: number
}

export type Settled<T> =
  | { readonly ok: true; readonly value: T }
  /** `failedAt` (milliseconds since 1970) is recorded: a replay sees the same, a retry that fails again another. */
  | { readonly ok: false; readonly error: ErrorRecord; readonly failedAt: number }

export interface Progress {
  readonly current: number
  /** Null when nobody knows yet. */
  readonly total: number | null
  readonly message?: string
}

export type LogLevel = 'debug' | 'info' | 'warn' | 'error'
/** `data` must be JSON. */
export type Log = Readonly<Record<LogLevel, (message: string, data?: unknown) => void>>

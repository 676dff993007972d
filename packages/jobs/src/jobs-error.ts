/** What this package throws. `code` says which, `facts` say about what, `retryable` whether a later try may do. */
export type JobsErrorCode =
  | 'jobs/invalid-input'
  | 'jobs/invalid-output'
  | 'jobs/not-json'
  | 'jobs/value-too-large'
  | 'jobs/too-many-steps'
  | 'jobs/duplicate-step'
  | 'jobs/step-changed'
  | 'jobs/step-failed'
  | 'jobs/step-timed-out'
  | 'jobs/unknown-job'
  | 'jobs/invalid-schedule'
  | 'jobs/schedule-failed'
  | 'jobs/unknown-run'
  | 'jobs/conflict'
  | 'jobs/not-finished'
  | 'jobs/not-retryable'
  | 'jobs/run-failed'
  | 'jobs/wait-timed-out'
  | 'jobs/lease-lost'
  | 'jobs/cancelled'
  | 'jobs/shutdown'
  | 'jobs/deadline-exceeded'
  | 'jobs/store-unusable'
  | 'jobs/store-busy'
  | 'jobs/disk-full'
  | 'jobs/store-read-only'
  | 'jobs/store-io-failed'
  | 'jobs/store-missing'
  | 'jobs/store-unreachable'
  | 'jobs/newer-store'
  | 'jobs/foreign-store'
  | 'jobs/engine-stopped'

export type Facts = Readonly<Record<string, string | number | boolean | null>>

export class JobsError extends Error {
  override readonly name: string = 'JobsError'
  readonly code: JobsErrorCode
  readonly facts: Facts
  readonly retryable: boolean

  constructor(
    code: JobsErrorCode,
    message: string,
    facts: Facts = {},
    options: ErrorOptions & { retryable?: boolean } = {},
  ) {
    super(message, options)
    this.code = code
    this.facts = facts
    this.retryable = options.retryable ?? false
  }
}

const troubles: readonly JobsErrorCode[] = [
  'jobs/store-unusable',
  'jobs/store-busy',
  'jobs/disk-full',
  'jobs/store-read-only',
  'jobs/store-io-failed',
  'jobs/store-missing',
  'jobs/store-unreachable',
]

/** An error of the store itself, whoever asked for what: no step and no run is at fault. */
export const isStoreTrouble = (error: unknown): error is JobsError =>
  error instanceof JobsError && troubles.includes(error.code)

/** This owner's right to a run is gone: another claimed it, or the run ended. It must write nothing more. */
export class LeaseLost extends JobsError {
  override readonly name = 'LeaseLost'
  constructor(runId: string, generation: number) {
    super(
      'jobs/lease-lost',
      `The lease on run ${runId} (generation ${generation}) is lost: another owner has it, or it has ended.`,
      {
        runId,
        generation,
      },
    )
  }
}

/** An error as it is stored and sent: no stack of ours is needed to act on it, and no class survives a file. */
export interface ErrorRecord {
  readonly code: string
  readonly message: string
  readonly facts: Facts
  readonly stack?: string
}

/** A step that failed for good. A body may catch it; else it ends the run. */
export class StepFailed extends JobsError {
  override readonly name = 'StepFailed'
  readonly record: ErrorRecord
  constructor(key: string, record: ErrorRecord) {
    super('jobs/step-failed', `Step '${key}' failed: ${record.message}`, { step: key, cause: record.code })
    this.record = record
  }
}

/** Any thrown value as a record. A `code` and flat `facts` are kept where the error has them. */
export function toErrorRecord(error: unknown): ErrorRecord {
  if (!(error instanceof Error)) return { code: 'unknown', message: String(error), facts: {} }
  const { code, facts } = error as { code?: unknown; facts?: unknown }
  return {
    code: typeof code === 'string' ? code : error.name,
    message: error.message,
    facts: isFacts(facts) ? facts : {},
    ...(error.stack ? { stack: error.stack } : {}),
  }
}

const isFacts = (value: unknown): value is Facts =>
  typeof value === 'object' &&
  value !== null &&
  Object.values(value).every((fact) => fact === null || ['string', 'number', 'boolean'].includes(typeof fact))

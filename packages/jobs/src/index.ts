export {
  type JobHandle,
  RunFailed,
  type RunHandle,
  type RunResult,
  type TriggerOptions,
} from './engine/job-handles.ts'
export { type Engine, openEngine } from './engine/open-engine.ts'
export type {
  CommonOptions,
  CrashPoint,
  EngineOptions,
  Limits,
  RetentionOptions,
  Timing,
  Trouble,
} from './engine/options.ts'
export type { Runs, WaitOptions } from './engine/runs.ts'
export type { Schedule, ScheduleOptions, Schedules } from './engine/schedules.ts'
export { type AnyJob, defineJob, type InputOf, type Job, type OutputOf, type Schema } from './job.ts'
export {
  type ErrorRecord,
  type Facts,
  isStoreTrouble,
  JobsError,
  type JobsErrorCode,
  LeaseLost,
  StepFailed,
  toErrorRecord,
} from './jobs-error.ts'
export type { RetryOptions } from './retry.ts'
export {
  type EventBody,
  isTerminal,
  type Run,
  type RunEvent,
  type RunStatus,
  type StepKind,
  type StepRecord,
  type TerminalStatus,
} from './run.ts'
export type { LockWait } from './sqlite/lock.ts'
export { type JobsToCopy, openJobsToCopy } from './sqlite/open-jobs-file.ts'
export { openRuns, type RunsReader } from './sqlite/open-runs.ts'
export { type SqliteStoreOptions, sqliteStore } from './sqlite/sqlite-store.ts'
export type {
  Log,
  LogLevel,
  MapBody,
  MapOptions,
  Progress,
  Settled,
  Step,
  StepBody,
  StepContext,
  StepOptions,
} from './step.ts'
export { parseToken, type StepName } from './step-token.ts'
export type { Owner, RunFilter, Store, TriggerOutcome } from './store.ts'

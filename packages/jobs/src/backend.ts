/** What an engine is made of that keeps and executes its runs elsewhere: the callers' side, and one execution. */
export { createAttempts, type StepContextOfRun, stepChanged } from './engine/attempts.ts'
export { createChanges } from './engine/changes.ts'
export {
  type CreateRunner,
  cancelled,
  deadlineExceeded,
  type Execution,
  shutdown,
  startExecution,
} from './engine/execution.ts'
export { newId } from './engine/ids.ts'
export { createJobHandles } from './engine/job-handles.ts'
export { createLease } from './engine/lease.ts'
export { type CommonSettings, type SettingsOn, toSettings, usualTiming } from './engine/options.ts'
export { startRetention } from './engine/retention.ts'
export { createRuns } from './engine/runs.ts'
export { createFiring, createSchedules, shownSchedule } from './engine/schedules.ts'
export { type Perform, type StepRunner, toStepRunner } from './engine/step-runner.ts'
export { createTellTrouble, type TellTrouble } from './engine/trouble.ts'
export { unknownRun } from './engine/watch.ts'
export type { NewEvent } from './run.ts'
export type {
  Change,
  EndedFilter,
  ExecutionStore,
  Fence,
  NewRun,
  RunEnd,
  RunFilter,
  RunHead,
  RunStore,
  StoredSchedule,
  Wait,
} from './store.ts'

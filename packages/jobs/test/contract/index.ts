/** For the tests of other engines: nothing of this is published. */
export type { EngineBackend, Lackable, OpenOptions } from './backend.ts'
export {
  type CrashBackend,
  crashContract,
  expectNothingRecordedAgain,
  newLog,
  triggerRuns,
} from './crash.contract.ts'
export { engineContract } from './engine.contract.ts'
export { schedulesContract } from './schedules.contract.ts'
export { stepsContract } from './steps.contract.ts'
export { gate, job, until } from './support.ts'

export { RequestRefused } from './connection.ts'
export { costOf } from './cost.ts'
export {
  type ActorData,
  type CommentData,
  type Dataset,
  type DeploymentData,
  type EventData,
  nodeId,
  type PullRequestData,
  type RepositoryData,
  type ReviewData,
  type TagData,
} from './dataset.ts'
export type { Denial } from './denials.ts'
export type { Fault, FaultResponse } from './faults.ts'
export { type GenerateOptions, generateDataset } from './generate-dataset.ts'
export type { JournalEntry } from './journal.ts'
export { loadSample, type SampleOwner, sampleRepositories } from './sample.ts'
export { type Emulator, type EmulatorOptions, startEmulator } from './start-emulator.ts'
export type { Viewer } from './viewer.ts'

export type { AppData, InstallationData } from './apps.ts'
export { RequestRefused } from './connection.ts'
export { costOf } from './cost.ts'
export {
  type ActorData,
  type CommentData,
  type CommitData,
  type Dataset,
  type DeploymentData,
  databaseIdOf,
  type EventData,
  nodeId,
  type PullRequestData,
  type RepositoryData,
  type ReviewData,
  type TagData,
  type TeamData,
} from './dataset.ts'
export type { Denial } from './denials.ts'
export type { Fault, FaultResponse } from './faults.ts'
export { type GenerateOptions, generateDataset } from './generate-dataset.ts'
export type { History } from './history.ts'
export type { JournalEntry } from './journal.ts'
export type { Mutation } from './mutations.ts'
export { loadSample, type SampleOwner, sampleRepositories } from './sample.ts'
export type { Scheduled } from './schedule.ts'
export { type Emulator, type EmulatorOptions, startEmulator } from './start-emulator.ts'
export type { Viewer } from './viewer.ts'
export type { Delivery, Hook, HookEvent } from './webhooks.ts'

export { type Config, configVariables, type Environment, parseConfig } from './config.ts'
export type { Demo } from './credentials.ts'
export type { Jobs } from './jobs/jobs.ts'
export type { Failure, Summary } from './jobs/summary.ts'
export { type Data, openData } from './open-data.ts'
export { openPipeline, type Pipeline, type PipelineOptions, queueOf } from './open-pipeline.ts'
export { type NewOrganization, type Organizations, parseReleaseRule } from './organizations.ts'
export { PipelineError, type PipelineErrorCode } from './pipeline-error.ts'
export {
  type Distribution,
  type Report,
  type ReportMetric,
  type ReportRow,
  readReport,
  reportMetrics,
} from './report.ts'
export { chooseRepositories, fullName, type Repository } from './repositories.ts'
export { type Integration, readSetting } from './settings.ts'

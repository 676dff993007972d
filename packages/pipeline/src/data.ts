/**
 * What needs no jobs: configuration, the data folder, the report. A door of its own, `@upflow/pipeline/data`, so that a
 * command that reads or sets something does not wait for the engine to load.
 */
export { type Config, configVariables, type Environment, parseConfig } from './config.ts'
export type { Demo } from './credentials.ts'
export { type Period, type ReportMetric, reportMetrics } from './merged-durations.ts'
export { type Data, openData } from './open-data.ts'
export { type NewOrganization, type Organizations, parseReleaseRule } from './organizations.ts'
export { PipelineError, type PipelineErrorCode } from './pipeline-error.ts'
export { type Distribution, type Report, type ReportRow, readReport, type Stage, stages } from './report.ts'
export { chooseRepositories, fullName, type Repository } from './repositories.ts'
export { apiAddressProblem } from './secret-texts.ts'
export { type Integration, readSetting } from './settings.ts'

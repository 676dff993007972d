export * from './data.ts'
export type { Jobs } from './jobs/jobs.ts'
export type { Failure, Summary } from './jobs/summary.ts'
export { openPipeline, type Pipeline, type PipelineOptions, queueOf } from './open-pipeline.ts'

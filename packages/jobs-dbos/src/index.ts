export { migrateJobs } from './migrate.ts'
export { type DbosEngineOptions, openDbosEngine } from './open-dbos-engine.ts'
export { openDbosRuns } from './open-runs.ts'

export { migrateJobs } from './migrate.ts'
export { type DbosEngineOptions, openDbosEngine } from './open-dbos-engine.ts'

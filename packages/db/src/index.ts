export { DbError, type DbErrorCode } from './db-error.ts'
export { identityOf, isReplaced } from './file-identity.ts'
export { hashOf } from './hash-of.ts'
export { makeFolder } from './make-folder.ts'
export { attachStore, openStore, openToRead } from './open-store.ts'
export { type CopiedTable, copyToSchema } from './postgres/copy-to-schema.ts'
export { type HeldLock, holdLock, type LockOptions } from './postgres/hold-lock.ts'
export type { TakenAccounts } from './postgres/join-accounts.ts'
export { type AccountsKept, endAccountCopy, keepAccounts } from './postgres/keep-accounts.ts'
export { openPostgres, type Postgres } from './postgres/open-postgres.ts'
export { openPostgresRegistry } from './postgres/postgres-registry.ts'
export { openSchema } from './postgres/postgres-tenant.ts'
export { createPostgresTenants } from './postgres/postgres-tenants.ts'
export { changeRestored } from './registry/account-copy.ts'
export { readOwnAccounts } from './registry/own-accounts.ts'
export {
  backupManifest,
  type Organization,
  openRegistry,
  openRegistryToCopy,
  type Registry,
  unknownOrganization,
} from './registry/registry.ts'
export { openSecretBox, type SecretBox } from './secret-box.ts'
export {
  type BusyEvent,
  type BusyRetryOptions,
  type BusySummary,
  busyLine,
  type LongWait,
  mainThreadRetry,
  summarizeBusy,
  toLongWait,
  type Waiting,
  withBusyRetry,
} from './sqlite/busy.ts'
export { openOrCopy } from './sqlite/open-copy.ts'
export { type Sqlite, toDbError } from './sqlite/open-sqlite.ts'
export { readTuples } from './sqlite/read-tuples.ts'
export { createUpsert, type Upsert, type UpsertTarget, upsertAll } from './sqlite/upsert.ts'
export { type ChunkOptions, type ChunkReport, writeInChunks } from './sqlite/write-in-chunks.ts'
export type {
  Fresh,
  KnownPullRequest,
  PageCommit,
  PassPlace,
  QueuedItem,
} from './store/page-store.ts'
export type { Standing, StoredPayload } from './store/recalculation-store.ts'
export type { NewSettingChange, SettingPlace, SettingText } from './store/record-store.ts'
export {
  type AnalysisRows,
  fromSent,
  requestColumns,
  responseColumns,
  type SentAnalysis,
} from './store/sent-analysis.ts'
export { settingTextsOf } from './store/setting-texts.ts'
export type { TenantLocation, TenantStore } from './store/tenant-store.ts'
export type { StoredMerge, StoredReleaseFacts } from './store/to-release-facts.ts'
export { type AnalysisChanges, readAnalysisChanges } from './tenant/analysis-changes.ts'
export { markersReadAt, putFreshness } from './tenant/freshness.ts'
export {
  fromHistory,
  type HistoryReason,
  type HistorySegment,
  toHistory,
} from './tenant/history.ts'
export { fromPayload } from './tenant/payload.ts'
export {
  createRawUpsert,
  type KeyRange,
  keysOf,
  numberOf,
  ordinalOf,
  readKeys,
  toRawRow,
} from './tenant/raw-pull-requests.ts'
export {
  digitsOfNumber,
  mergedDurations,
  mergedNumbers,
  mergedText,
  nameSeparator,
} from './tenant/reading-indexes.ts'
export { passReader, readPass } from './tenant/recalculations.ts'
export { readReleaseFacts } from './tenant/release-facts.ts'
export type {
  AnalysisDetailsRow,
  AnalyzedRow,
  DeploymentRow,
  FreshnessRow,
  RawPullRequestRow,
  RecalculationRow,
  RepositoryRow,
  ResponseRow,
  ReviewRequestRow,
  SegmentRow,
  SettingChangeRow,
  SyncStateRow,
  TenantTables,
} from './tenant/tables.ts'
export { attachTenant, openTenant, openTenantToCopy, type Tenant } from './tenant/tenant.ts'
export { organizationOf, organizationsWithFiles } from './tenant/tenant-files.ts'
export { createTenants, type FileTenants, type Tenants } from './tenant/tenants.ts'

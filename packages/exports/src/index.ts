export { type BackupRequest, checkBackup, createBackup } from './backup/create-backup.ts'
export { type Manifest, type ManifestFile, type OrganizationsIn, readManifest } from './backup/manifest.ts'
export { type Restored, type RestoreRequest, restoreBackup } from './backup/restore-backup.ts'
export { dictionary } from './data/dictionary.ts'
export { flatNames } from './data/flat-tables.ts'
export { type ExportFormat, exportFormats, type WrittenFile } from './data/write-data.ts'
export {
  type Exported,
  type ExportRequest,
  exportOrganization,
  isDatabaseName,
} from './export-organization.ts'
export { ExportsError, type ExportsErrorCode } from './exports-error.ts'

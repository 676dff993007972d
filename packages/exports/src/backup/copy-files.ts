/**
 * Copies a data folder file by file, each of one moment, while it is in use. The order matters: runs before the data
 * that their steps write, so that a step which is recorded has its rows; the registry before the organizations' files,
 * which are made before they are registered; the key, which is made once, after what it sealed.
 */
import { existsSync, mkdirSync } from 'node:fs'
import { copyFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import {
  backupManifest,
  DbError,
  openOrCopy,
  openRegistryToCopy,
  openTenantToCopy,
  type Sqlite,
  toDbError,
} from '@upflow/db'
import { type JobsToCopy, openJobsToCopy } from '@upflow/jobs'
import type { OrganizationId } from '@upflow/model'
import Database from 'better-sqlite3'
import { isOfFullDisk } from '../draft.ts'
import { ExportsError } from '../exports-error.ts'
import {
  type Manifest,
  type ManifestFile,
  manifestFormat,
  measure,
  type OrganizationsIn,
} from './manifest.ts'

export interface BackupTask {
  readonly dataDir: string
  /** An empty one. */
  readonly folder: string
  readonly withJobs: boolean
  readonly withKey: boolean
  readonly organizationsIn: OrganizationsIn
}

export type BackupTaskReport = Manifest

/** How long a lock is waited for: that of who gives the file another journal. */
const busyTimeoutMs = 10_000

/**
 * @throws DbError `db/registry-missing`, `db/foreign-file`, `db/corrupt-file`; JobsError `jobs/foreign-store`; ExportsError
 *   `exports/damaged-source`
 */
export async function copyFiles({
  dataDir,
  folder,
  withJobs,
  withKey,
  organizationsIn,
}: BackupTask): Promise<BackupTaskReport> {
  const files: ManifestFile[] = []
  const take = async (path: string, copy: (from: string, to: string) => Promise<void>) => {
    const to = join(folder, path)
    await copy(join(dataDir, path), to)
    files.push({ path, ...(await measure(to)) })
  }
  if (withJobs && existsSync(join(dataDir, 'jobs.db')))
    await take(
      'jobs.db',
      copying((path) => openOrCopy(path, (there) => openJobsToCopy(there, busyTimeoutMs))),
    )
  await take(
    'registry.db',
    copying(() => openRegistryToCopy(dataDir, { busyTimeoutMs })),
  )
  const registered = organizationsOf(join(folder, 'registry.db'))
  const missing: OrganizationId[] = []
  mkdirSync(join(folder, 'tenants'), { mode: 0o700 })
  // What else lies there is nobody's, as of an organization that was removed halfway.
  for (const id of registered)
    try {
      await take(
        `tenants/${id}.db`,
        copying((path) => openTenantToCopy(path, id, { busyTimeoutMs })),
      )
    } catch (error) {
      if (!isMissing(error)) throw error
      missing.push(id)
    }
  if (withKey && existsSync(join(dataDir, 'secret.key'))) await take('secret.key', copyFile)
  const manifest: Manifest = {
    format: manifestFormat,
    createdAt: new Date().toISOString(),
    // With a database, the folder knows their names alone, and misses nothing.
    missing: organizationsIn === 'database' ? [] : missing,
    organizationsIn,
    files,
  }
  await writeFile(join(folder, backupManifest), `${JSON.stringify(manifest, null, 2)}\n`, { mode: 0o600 })
  return manifest
}

type Source = Pick<Sqlite, 'backup' | 'close'> | JobsToCopy

/**
 * By SQLite's online backup, all pages at once: in steps it would begin anew with every write of somebody else.
 * @param open refuses what is not the file that it should be: the copy could be restored, but not be worked in
 */
const copying =
  (open: (path: string) => Source | Promise<Source>) =>
  async (from: string, to: string): Promise<void> => {
    try {
      const source = await open(from)
      try {
        await source.backup(to, { progress: () => 2 ** 31 - 1 })
      } finally {
        source.close()
      }
      mustBeWhole(to, from)
    } catch (error) {
      throw isOfFullDisk(error) ? error : toDbError(error, from, 'file')
    }
  }

function mustBeWhole(path: string, from: string): void {
  const copy = new Database(path)
  try {
    // One file, without others beside it; whoever opens it as data gives it its log again.
    copy.pragma('journal_mode = DELETE')
    const found = copy.pragma('quick_check(1)', { simple: true })
    if (found !== 'ok')
      throw new ExportsError(
        'exports/damaged-source',
        `The file ${from} is damaged (${found}), so that no backup is made. Restore it from an earlier backup, or move it away to fetch everything anew.`,
        { path: from },
      )
  } finally {
    copy.close()
  }
}

const isMissing = (error: unknown) =>
  error instanceof DbError && error.code === 'db/organization-file-missing'

function organizationsOf(path: string): OrganizationId[] {
  const registry = new Database(path, { readonly: true })
  try {
    return registry.prepare<[], OrganizationId>('SELECT id FROM organizations ORDER BY id').pluck().all()
  } finally {
    registry.close()
  }
}

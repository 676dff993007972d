/** Backs a data folder up while it is in use. */
import { existsSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, relative, resolve, sep } from 'node:path'
import { organizationsWithFiles } from '@upflow/db'
import { mustBeFree, placeFolder, withDraft } from '../draft.ts'
import { ExportsError } from '../exports-error.ts'
import { inThread, type ThreadOptions } from '../in-thread.ts'
import { realPath } from '../real-path.ts'
import type { Manifest, OrganizationsIn } from './manifest.ts'

export interface BackupRequest extends ThreadOptions {
  readonly dataDir: string
  /** A folder that is not there yet, or empty. */
  readonly to: string
  /** What ran, with its logs and schedules. Default: yes. */
  readonly withJobs?: boolean
  /** With it whoever has the backup can read every secret in it. Default: no. */
  readonly withKey?: boolean
  /** By the configuration: what a database has, a backup of the folder has not, and says so. Default: the folder. */
  readonly organizationsIn?: OrganizationsIn
}

/**
 * @throws ExportsError `exports/nothing-there`, `exports/already-there`, `exports/unusable-target`,
 *   `exports/damaged-source`; `db/registry-missing`, `db/foreign-file`, `db/corrupt-file`, `jobs/foreign-store`; the
 *   signal's reason. Nothing is left then.
 */
export async function createBackup({
  dataDir,
  to,
  withJobs = true,
  withKey = false,
  organizationsIn = 'folder',
  ...thread
}: BackupRequest): Promise<Manifest> {
  if (!existsSync(join(dataDir, 'registry.db')) && organizationsWithFiles(dataDir).length === 0)
    throw new ExportsError(
      'exports/nothing-there',
      `There is nothing to back up: ${dataDir} has no registry.db. Set UPFLOW_DATA_DIR to the folder with the data.`,
      { path: dataDir },
    )
  const target = resolve(to)
  if (isWithin(realPath(target), realPath(dataDir)))
    throw new ExportsError(
      'exports/unusable-target',
      `${target} lies in the data folder itself, and would be lost with it: name a folder elsewhere.`,
      { path: target },
    )
  await mustBeFree(target, { orEmptyFolder: true })
  return withDraft(target, async (folder) => {
    const manifest = await inThread('backup', { dataDir, folder, withJobs, withKey, organizationsIn }, thread)
    await placeFolder(folder, target)
    return manifest
  })
}

function isWithin(path: string, folder: string): boolean {
  const way = relative(folder, path)
  return way === '' || !(way === '..' || way.startsWith(`..${sep}`))
}

/** Whether a backup is whole, undamaged, and not newer than this Upflow. @throws ExportsError as `restoreBackup` */
export async function checkBackup(
  { from }: { readonly from: string },
  thread: ThreadOptions = {},
): Promise<Manifest> {
  return withDraft(join(tmpdir(), 'upflow-check'), (draft) =>
    inThread('check', { folder: resolve(from), copyTo: draft, copies: 'few' }, thread),
  )
}

/** Whether a backup is whole and undamaged, and one that this Upflow can read; with a copy of it, where one is wanted. */
import { constants, mkdirSync } from 'node:fs'
import { copyFile, rm } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { attachTenant, changeRestored, openRegistry } from '@upflow/db'
import { openRuns } from '@upflow/jobs'
import { parseOrganizationId } from '@upflow/model'
import { isOfFullDisk } from '../draft.ts'
import { ExportsError } from '../exports-error.ts'
import { type Manifest, type ManifestFile, measure, readManifest } from './manifest.ts'

export interface CheckTask {
  readonly folder: string
  /** An empty folder. */
  readonly copyTo: string
  /** All files to have the backup there; else those that are not opened to be read only: a backup is never written to. */
  readonly copies: 'all' | 'few'
}

const isTenant = (path: string) => path.startsWith('tenants/')

/** @throws ExportsError `exports/not-a-backup`, `-newer-`, `-damaged-backup`; `db/newer-file`, `jobs/newer-store` */
export async function checkFiles({ folder, copyTo, copies }: CheckTask): Promise<Manifest> {
  const manifest = await readManifest(folder)
  const isCopied = (path: string) => copies === 'all' || path === 'registry.db' || path === 'jobs.db'
  for (const file of manifest.files) {
    const from = join(folder, file.path)
    const path = isCopied(file.path) ? join(copyTo, file.path) : from
    try {
      if (path !== from) {
        mkdirSync(dirname(path), { recursive: true, mode: 0o700 })
        await copyFile(from, path, constants.COPYFILE_FICLONE)
      }
      checkFile(folder, file, await measure(path))
    } catch (error) {
      if (error instanceof ExportsError || isOfFullDisk(error)) throw error
      throw damaged(folder, file, (error as Error).message, error)
    }
  }
  await mustBeKnown(manifest, { copyTo, tenantsIn: copies === 'all' ? copyTo : folder })
  return manifest
}

function checkFile(
  folder: string,
  file: ManifestFile,
  { bytes, sha256 }: Pick<ManifestFile, 'bytes' | 'sha256'>,
): void {
  if (bytes !== file.bytes) throw damaged(folder, file, `it has ${bytes} bytes instead of ${file.bytes}`)
  if (sha256 !== file.sha256) throw damaged(folder, file, 'its content is another')
}

const damaged = (folder: string, { path }: ManifestFile, why: string, cause?: unknown) =>
  new ExportsError(
    'exports/damaged-backup',
    `The backup ${folder} is damaged or incomplete: ${path}: ${why}. Nothing was changed; use another backup.`,
    { path: folder, file: path },
    { cause },
  )

/** Every file is opened as it will be: a newer one is refused now, not when the others are in its place. */
async function mustBeKnown(
  { files }: Manifest,
  { copyTo, tenantsIn }: { readonly copyTo: string; readonly tenantsIn: string },
): Promise<void> {
  const has = (path: string) => files.some((file) => file.path === path)
  if (has('registry.db')) await openAsRestored(copyTo)
  for (const { path } of files.filter((file) => isTenant(file.path))) {
    const id = parseOrganizationId(basename(path, '.db'))
    try {
      attachTenant(join(tenantsIn, path), id, { readOnly: tenantsIn !== copyTo }).close()
    } catch (error) {
      // Whoever opens it brings it up to date.
      if ((error as { code?: unknown }).code !== 'db/older-file') throw error
    }
  }
  if (has('jobs.db')) await (await openRuns({ path: join(copyTo, 'jobs.db') })).close()
  for (const { path } of files)
    for (const end of ['-wal', '-shm']) await rm(join(copyTo, path + end), { force: true })
}

/** What lets people in without their password. */
const waysIn = ['session', 'verification', 'one_time_links']

/** Who signed out since, or whose link was used, is not let in by what is of an earlier day: all sign in anew. */
async function openAsRestored(dataDir: string): Promise<void> {
  const registry = await openRegistry({ dataDir })
  try {
    changeRestored(registry.sqlite, () => {
      for (const table of waysIn) registry.sqlite.exec(`DELETE FROM "${table}"`)
    })
  } finally {
    await registry.close()
  }
}

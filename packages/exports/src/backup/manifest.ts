/** What a backup consists of: every file with its length and hash. Written last, so that without it there is none. */
import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { backupManifest, organizationOf } from '@upflow/db'
import { ExportsError } from '../exports-error.ts'

export interface ManifestFile {
  /** From the data folder, with `/`. */
  readonly path: string
  readonly bytes: number
  readonly sha256: string
}

export type OrganizationsIn = 'folder' | 'database'

export interface Manifest {
  readonly format: number
  /** ISO 8601: when the last file was copied. */
  readonly createdAt: string
  /** Organizations whose files were missing or empty: they are not in it. */
  readonly missing: readonly string[]
  /** Where those that there are have their data: what lies in a database is not in it. */
  readonly organizationsIn: OrganizationsIn
  readonly files: readonly ManifestFile[]
}

export const manifestFormat = 1

/** Of a data folder, nothing else is backed up, and nothing else restored. */
const isKnown = (path: string): boolean =>
  ['registry.db', 'jobs.db', 'secret.key'].includes(path) ||
  (path.startsWith('tenants/') && organizationOf(path.slice('tenants/'.length)) !== null)

/** @throws ExportsError `exports/not-a-backup`, `exports/newer-backup` */
export async function readManifest(folder: string): Promise<Manifest> {
  let manifest: Manifest
  try {
    manifest = JSON.parse(await readFile(join(folder, backupManifest), 'utf8')) as Manifest
  } catch (cause) {
    throw notABackup(folder, (cause as Error).message, cause)
  }
  if (typeof manifest?.format !== 'number') throw notABackup(folder, `${backupManifest} says no format`)
  if (manifest.format > manifestFormat)
    throw new ExportsError(
      'exports/newer-backup',
      `The backup ${folder} was made by a newer Upflow (format ${manifest.format}, this one knows ${manifestFormat}). Update Upflow; nothing was changed.`,
      { path: folder, format: manifest.format, known: manifestFormat },
    )
  const { files } = manifest
  if (!Array.isArray(files) || files.length === 0 || !files.every(isFile))
    throw notABackup(folder, `${backupManifest} names no files of a data folder`)
  // Of before there were databases, nothing is said.
  return { ...manifest, organizationsIn: manifest.organizationsIn ?? 'folder' }
}

const isFile = (file: unknown): file is ManifestFile => {
  const { path, bytes, sha256 } = (file ?? {}) as Partial<ManifestFile>
  return typeof path === 'string' && isKnown(path) && typeof bytes === 'number' && typeof sha256 === 'string'
}

const notABackup = (path: string, why: string, cause?: unknown) =>
  new ExportsError(
    'exports/not-a-backup',
    `${path} is no backup, or one that was not finished: ${why}. Nothing was changed.`,
    { path },
    { cause },
  )

/** @throws Error of the file system when it cannot be read */
export async function measure(path: string): Promise<Pick<ManifestFile, 'bytes' | 'sha256'>> {
  const hash = createHash('sha256')
  let bytes = 0
  for await (const piece of createReadStream(path, { highWaterMark: 1_048_576 })) {
    hash.update(piece as Buffer)
    bytes += (piece as Buffer).length
  }
  return { bytes, sha256: hash.digest('hex') }
}

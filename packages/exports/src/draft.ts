/**
 * What is written is given its name when it is whole and on the disk, and never in the place of something else: it is
 * made in a folder beside, which whoever dies meanwhile leaves behind under a name that says so.
 */
import { constants, type Dirent, existsSync, renameSync } from 'node:fs'
import { access, link, mkdtemp, open, readdir, rename, rm } from 'node:fs/promises'
import { basename, dirname, join, resolve } from 'node:path'
import { makeFolder } from '@upflow/db'
import { ExportsError } from './exports-error.ts'

/**
 * Makes the content in a folder of its own; the folder is gone afterwards, whatever happens.
 * @throws ExportsError `exports/unusable-target`, also when the disk becomes full; what the work throws
 */
export async function withDraft<T>(target: string, work: (folder: string) => Promise<T>): Promise<T> {
  const beside = dirname(target)
  let folder: string
  try {
    makeFolder(beside)
    folder = await mkdtemp(join(beside, `.${basename(target)}.unfinished-`))
  } catch (cause) {
    throw unusable(beside, cause)
  }
  try {
    return await work(folder)
  } catch (error) {
    throw isOfFullDisk(error) ? unusable(target, error) : error
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/** Gives a folder its name; nothing may be there but an empty folder. @throws ExportsError `exports/already-there` */
export async function placeFolder(draft: string, target: string): Promise<void> {
  await syncFolder(draft)
  await nameFolder(draft, target)
}

export type Rename = (from: string, to: string) => void

/** As `placeFolder`, of what is on the disk: the name is given before anything else of this process can happen. */
export async function nameFolder(draft: string, target: string, rename: Rename = renameSync): Promise<void> {
  try {
    rename(draft, target)
  } catch (cause) {
    if (['ENOTEMPTY', 'EEXIST', 'ENOTDIR'].includes(codeOf(cause))) throw alreadyThere(target, cause)
    throw unusable(target, cause)
  }
  await sync(dirname(target))
}

/**
 * Gives files their names, the last of which says that all are there.
 * @throws ExportsError `exports/already-there`, and then none has its name
 */
export async function placeFiles(files: readonly { draft: string; target: string }[]): Promise<void> {
  for (const { draft } of files) await sync(draft)
  const placed: string[] = []
  try {
    for (const { draft, target } of files) {
      await nameIt(draft, target)
      placed.push(target)
    }
  } catch (error) {
    for (const target of placed) await rm(target, { force: true })
    throw error
  }
  await sync(dirname(files[0]!.target))
}

/** By a second name, which is refused where there is one; by the only one where a file cannot have two. */
async function nameIt(draft: string, target: string): Promise<void> {
  try {
    await link(draft, target)
  } catch (cause) {
    if (codeOf(cause) === 'EEXIST' || existsSync(target)) throw alreadyThere(target, cause)
    try {
      await rename(draft, target)
    } catch (second) {
      throw unusable(target, second)
    }
  }
}

/** @throws ExportsError `exports/already-there` when there is anything but an empty folder */
export async function mustBeFree(path: string, { orEmptyFolder = false } = {}): Promise<void> {
  let entries: Dirent[]
  try {
    await access(path, constants.F_OK)
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return
    throw unusable(path, error)
  }
  try {
    entries = await readdir(path, { withFileTypes: true })
  } catch (error) {
    if (codeOf(error) === 'ENOTDIR') throw alreadyThere(path)
    throw unusable(path, error)
  }
  if (!orEmptyFolder || entries.length > 0) throw alreadyThere(path)
}

/** All of it to the disk, which may take long. */
export async function syncFolder(folder: string): Promise<void> {
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) await syncFolder(path)
    else await sync(path)
  }
  await sync(folder)
}

/** A folder cannot be told to everywhere; a file can. */
async function sync(path: string): Promise<void> {
  const handle = await open(path, 'r').catch(() => null)
  try {
    await handle?.sync()
  } catch (error) {
    if (!['EISDIR', 'EINVAL', 'EPERM', 'EBADF'].includes(codeOf(error))) throw unusable(path, error)
  } finally {
    await handle?.close()
  }
}

const codeOf = (error: unknown): string => (error as NodeJS.ErrnoException).code ?? ''

/** That on which the draft is made: all else is only read. */
export const isOfFullDisk = (error: unknown): boolean =>
  ['ENOSPC', 'EDQUOT', 'EFBIG', 'SQLITE_FULL'].includes(codeOf(error))

const alreadyThere = (path: string, cause?: unknown) =>
  new ExportsError(
    'exports/already-there',
    `There already is something at ${resolve(path)}, and nothing is written over: name another place, or move it away.`,
    { path },
    { cause },
  )

export const unusable = (path: string, cause: unknown) =>
  new ExportsError(
    'exports/unusable-target',
    `${resolve(path)} cannot be written: ${(cause as Error).message}. Check that it may be written and that the disk is not full.`,
    { path },
    { cause },
  )

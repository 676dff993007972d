/**
 * Reads a file of a folder in which nothing may be written. SQLite reads a WAL file only beside its -shm file, which it
 * would have to make: so it is given a copy elsewhere, to read only.
 */
import { constants, existsSync, mkdtempSync, rmSync, statSync } from 'node:fs'
import { copyFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { DbError } from '../db-error.ts'

/** By which SQLite says it, itself or as the cause of an error of ours. */
export const mayNotWrite = (error: unknown): boolean => {
  const { code, cause } = (error ?? {}) as { code?: unknown; cause?: { code?: unknown } }
  return [code, cause?.code].some((one) => /^SQLITE_(CANTOPEN|READONLY|PERM)/.test(String(one)))
}

/** Opens the file, or to read only a copy of it where nothing may be written. @throws what `open` does */
export async function openOrCopy<T>(path: string, open: (path: string) => T | Promise<T>): Promise<T> {
  try {
    return await open(path)
  } catch (error) {
    if (!mayNotWrite(error) || !existsSync(path)) throw error
    const copy = await copyToRead(path)
    try {
      return await open(copy.path)
    } finally {
      copy.remove()
    }
  }
}

export interface Copy {
  readonly path: string
  /** The files may go while they are open. */
  remove(): void
}

const tries = 3

/** Copies the file with its WAL, both of one moment. @throws DbError `db/busy` when it is written all the time */
export async function copyToRead(path: string): Promise<Copy> {
  const folder = mkdtempSync(join(tmpdir(), 'upflow-read-'))
  const copy = join(folder, basename(path))
  const remove = () => rmSync(folder, { recursive: true, force: true })
  try {
    for (let attempt = 1; ; attempt++) {
      const before = stateOf(path)
      for (const end of ['', '-wal']) {
        rmSync(copy + end, { force: true })
        if (existsSync(path + end)) await copyFile(path + end, copy + end, constants.COPYFILE_FICLONE)
      }
      if (stateOf(path) === before) return { path: copy, remove }
      if (attempt === tries)
        throw new DbError(
          'db/busy',
          `The file ${path}, in a folder that may only be read, is written by another process all the time. Try again when it is done.`,
          { path },
          { retryable: true },
        )
    }
  } catch (error) {
    remove()
    throw error
  }
}

const stateOf = (path: string): string =>
  ['', '-wal']
    .map((end) => statSync(path + end, { bigint: true, throwIfNoEntry: false }))
    .map((stat) => (stat ? `${stat.ino} ${stat.size} ${stat.mtimeNs}` : 'none'))
    .join(', ')

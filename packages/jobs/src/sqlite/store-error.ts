/** What ails the jobs file, as one error each with what to do: no code of SQLite's leaves the store. */
import { statSync } from 'node:fs'
import { JobsError, type JobsErrorCode } from '../jobs-error.ts'

interface Trouble {
  readonly sqlite: RegExp
  readonly code: JobsErrorCode
  readonly what: string
  readonly todo: string
  /** It may pass by itself, or somebody ends it: what is asked for may be asked for again. */
  readonly retryable: boolean
}

const troubles: readonly Trouble[] = [
  {
    sqlite: /^SQLITE_(BUSY|LOCKED)/,
    code: 'jobs/store-busy',
    what: 'is locked by another process',
    todo: 'Look for a program that keeps a transaction open on it; what was not recorded is done again.',
    retryable: true,
  },
  {
    // The memory that processes share of the file cannot grow when the disk has no room.
    sqlite: /^SQLITE_(FULL|IOERR_SHMSIZE)|^(ENOSPC|EDQUOT)$/,
    code: 'jobs/disk-full',
    what: 'cannot grow: the disk is full',
    todo: 'Make room on it; what was not recorded is done again.',
    retryable: true,
  },
  {
    sqlite: /^SQLITE_READONLY_DBMOVED/,
    code: 'jobs/store-missing',
    what: 'was moved, deleted or replaced while it was open',
    todo: 'Put it back and start again.',
    retryable: false,
  },
  {
    sqlite: /^SQLITE_(READONLY|PERM)|^(EROFS|EACCES|EPERM)$/,
    code: 'jobs/store-read-only',
    what: 'may only be read',
    todo: 'Give this user the right to write to it and to its folder; what was not recorded is done again.',
    retryable: true,
  },
  {
    sqlite: /^SQLITE_(IOERR|CANTOPEN|NOLFS)|^(EIO|EFBIG|EMFILE|ENFILE)$/,
    code: 'jobs/store-io-failed',
    what: 'cannot be read or written',
    todo: 'Check that its folder may be written to, the disk, and the limits on open files and on the size of files; what was not recorded is done again.',
    retryable: true,
  },
  {
    sqlite: /^SQLITE_(CORRUPT|NOTADB)/,
    code: 'jobs/store-unusable',
    what: 'is damaged or no SQLite database',
    todo: 'To start without its runs, move it away.',
    retryable: false,
  },
]

/** The error of this package for one of SQLite or of the file system; any other as it is. */
export function toStoreError(path: string, error: unknown): unknown {
  if (error instanceof JobsError) return error
  const code = String((error as { code?: unknown } | null)?.code)
  const trouble = troubles.find(({ sqlite }) => sqlite.test(code))
  return trouble ? storeError(path, trouble, (error as Error).message, error) : error
}

export const storeBusy = (path: string, why: string, cause?: unknown) =>
  storeError(path, troubleOf('jobs/store-busy'), why, cause)
export const storeReadOnly = (path: string, why: string, cause: unknown) =>
  storeError(path, troubleOf('jobs/store-read-only'), why, cause)

const troubleOf = (wanted: JobsErrorCode) => troubles.find(({ code }) => code === wanted)!

function storeError(path: string, { code, what, todo, retryable }: Trouble, why: string, cause: unknown) {
  return new JobsError(code, `The jobs file ${path} ${what}: ${why}. ${todo}`, { path }, { cause, retryable })
}

/** Whoever still asks does so after the end of the engine. */
export const storeClosed = (path: string) =>
  new JobsError('jobs/engine-stopped', `The jobs file ${path} is closed: its engine was stopped.`, { path })

/** @returns what throws `jobs/store-missing` as soon as the path no longer leads to the file that it leads to now */
export function createMissingCheck(path: string): () => void {
  const opened = statSync(path)
  return () => {
    const now = statSync(path, { throwIfNoEntry: false })
    if (now?.ino === opened.ino && now.dev === opened.dev) return
    throw storeError(
      path,
      troubleOf('jobs/store-missing'),
      now ? 'another file is in its place' : 'there is no such file',
      undefined,
    )
  }
}

/** Opens the jobs file with its settings and tables, or says why it cannot be used. Waits for no lock. */
import { accessSync, constants, mkdirSync } from 'node:fs'
import { dirname } from 'node:path'
import type Database from 'better-sqlite3'
import { JobsError } from '../jobs-error.ts'
import { SqliteDatabase } from './driver.ts'
import { isLocked } from './lock.ts'
import { isCurrent, migrate, versionOf } from './schema.ts'
import { storeReadOnly, toStoreError } from './store-error.ts'

/** `normal` survives a killed process but may lose the last commits when the power fails; `full` does not. */
export type Durability = 'normal' | 'full'

/** What SQLite may block the event loop for. A lock is waited for outside of it (see lock.ts). */
export const longestBlockMs = 10

/**
 * At how many pages of the WAL a commit copies them. With `normal` only if the thread that does it has not (see
 * checkpoints.ts). With `full` each commit waits for the disk anyway, and longer while the WAL grows: copied by those who
 * write, it begins anew, where a thread beside one who goes on writing never comes to its end.
 */
const pagesToCopy = { normal: 16_000, full: 1_000 } as const

/** @throws what SQLite says when the file is locked: nothing is left open then, and it may be tried again */
export function openJobsFile(path: string, durability: Durability): Database.Database {
  let database: Database.Database | undefined
  try {
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 })
    database = new SqliteDatabase(path, { timeout: longestBlockMs })
    // Before anything of it is changed: it may be another program's, or of a later format.
    isCurrent(database, path)
    database.pragma('journal_mode = WAL')
    database.pragma(`synchronous = ${durability}`)
    database.pragma('foreign_keys = ON')
    database.pragma(`wal_autocheckpoint = ${pagesToCopy[durability]}`)
    database.pragma('journal_size_limit = 67108864')
    database.pragma('cache_size = -16384')
    migrate(database, path)
    return database
  } catch (cause) {
    database?.close()
    if (isLocked(cause)) throw cause
    throw toStoreUnusable(isCannotOpen(cause) ? whyNotOpened(cause, path) : cause, path)
  }
}

/** Of a driver no more than a copy of one moment needs. */
export interface JobsToCopy {
  backup(to: string, options: { readonly progress: () => number }): Promise<unknown>
  close(): void
}

/**
 * Opens the file as it is, whatever its format, to be copied. Waits in SQLite for a lock. The caller closes it.
 * @throws JobsError `jobs/foreign-store`, or what ails the file
 */
export function openJobsToCopy(path: string, busyTimeoutMs: number): JobsToCopy {
  let database: Database.Database | undefined
  try {
    database = new SqliteDatabase(path, { timeout: busyTimeoutMs, fileMustExist: true })
    versionOf(database, path)
    return database
  } catch (cause) {
    database?.close()
    throw toStoreUnusable(cause, path)
  }
}

const isCannotOpen = (cause: unknown) =>
  /^SQLITE_CANTOPEN/.test(String((cause as { code?: unknown } | null)?.code))

/** SQLite says only that it cannot open a file: the folder may know why. */
function whyNotOpened(cause: unknown, path: string): unknown {
  try {
    accessSync(dirname(path), constants.W_OK | constants.X_OK)
    return cause
  } catch (error) {
    return storeReadOnly(path, (error as Error).message, cause)
  }
}

export function toStoreUnusable(cause: unknown, path: string): JobsError {
  const known = toStoreError(path, cause)
  if (known instanceof JobsError) return known
  const why = cause instanceof Error ? cause.message : String(cause)
  return new JobsError(
    'jobs/store-unusable',
    `The jobs file ${path} cannot be used: ${why}. Check that the folder is writable and the file is a SQLite database; to start without its runs, move it away.`,
    { path },
    { cause },
  )
}

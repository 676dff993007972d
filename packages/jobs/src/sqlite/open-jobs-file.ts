/** Opens the jobs file with its settings and tables, or says why it cannot be used. */
import { mkdirSync } from 'node:fs'
import { dirname } from 'node:path'
import Database from 'better-sqlite3'
import { JobsError } from '../jobs-error.ts'
import { migrate } from './schema.ts'

/** `normal` survives a killed process but may lose the last commits when the power fails; `full` does not. */
export type Durability = 'normal' | 'full'

/** What SQLite may block the event loop for. */
export const longestBlockMs = 10

export function openJobsFile(path: string, durability: Durability): Database.Database {
  let database: Database.Database | undefined
  try {
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 })
    database = new Database(path, { timeout: 5_000 })
    database.pragma('journal_mode = WAL')
    database.pragma(`synchronous = ${durability}`)
    database.pragma('foreign_keys = ON')
    database.pragma('wal_autocheckpoint = 1000')
    database.pragma('journal_size_limit = 67108864')
    database.pragma('cache_size = -16384')
    migrate(database, path)
    // From here on a lock is waited for outside of SQLite, which would block the event loop (see lock.ts).
    database.pragma(`busy_timeout = ${longestBlockMs}`)
    return database
  } catch (cause) {
    database?.close()
    throw toStoreUnusable(cause, path)
  }
}

export function toStoreUnusable(cause: unknown, path: string): JobsError {
  if (cause instanceof JobsError) return cause
  const why = cause instanceof Error ? cause.message : String(cause)
  return new JobsError(
    'jobs/store-unusable',
    `The jobs file ${path} cannot be used: ${why}. Check that the folder is writable and the file is a SQLite database; to start without its runs, move it away.`,
    { path },
    { cause },
  )
}

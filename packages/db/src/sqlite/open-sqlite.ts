/** Opens a SQLite file with the settings that every file of ours has: the one place for them. */
import { existsSync } from 'node:fs'
import { dirname } from 'node:path'
import Database from 'better-sqlite3'
import { DbError } from '../db-error.ts'
import { isThere } from '../is-there.ts'
import { makeFolder } from '../make-folder.ts'
import { nativeModuleError } from './native-module.ts'
import { copyToRead, mayNotWrite } from './open-copy.ts'

export type Sqlite = Database.Database

export interface OpenOptions {
  /** What the file is in words, for errors: `tenant file`. */
  readonly what: string
  /** The format that this code writes (SQLite's user_version). */
  readonly format: number
  /** One that every such file has had since its first format. */
  readonly table: string
  /** Readers cannot write, and never create a file. */
  readonly readOnly?: boolean
  /** Of a file that must be there, with data: what is said when it is missing or empty. Nothing is made then. */
  readonly missing?: (() => DbError) | undefined
  readonly busyTimeoutMs: number
  /** Bytes of a page of a file that is made now, which it keeps (default 4,096, SQLite's own). */
  readonly pageSize?: number
  /** At how many bytes of the WAL a commit copies them into the file, and waits for the disk (default 4 MiB). */
  readonly checkpointBytes?: number
}

/** For what is copied as it is: none is too new for that. */
export const anyFormat = Number.POSITIVE_INFINITY

/** Where much is written, in fewer and larger turns; where people are served, only if nobody else has done it. */
export const checkpointBytes = { workerThread: 16 * 2 ** 20, mainThread: 64 * 2 ** 20 } as const

/**
 * How long a lock is waited for before a try has failed: long where nobody is served, next to nothing where people are
 * (there `withBusyRetry` waits, and the event loop goes on).
 */
export const busyTimeoutsMs = { workerThread: 5_000, mainThread: 10 } as const

/** How long SQLite itself may wait at a time: its thread hears of nothing meanwhile, not even of its end. */
export const longestBlockMs = 50

/**
 * A file of a later format, or of another program, is refused before anything of it is changed.
 * @throws DbError `db/unusable-folder`, `db/unusable-file`, `db/corrupt-file`, `db/newer-file`, `db/foreign-file`; what
 *   `missing` says
 */
export function openSqlite(
  path: string,
  {
    what,
    format,
    table,
    readOnly = false,
    missing,
    busyTimeoutMs,
    pageSize,
    checkpointBytes = 4 * 2 ** 20,
  }: OpenOptions,
): Sqlite {
  const mustExist = readOnly || missing !== undefined
  if (missing && !isThere(path)) throw missing()
  if (!mustExist) makeDataFolder(dirname(path))
  let database: Sqlite | undefined
  try {
    database = new Database(path, { timeout: busyTimeoutMs, readonly: readOnly, fileMustExist: mustExist })
    mustBeOurs(database, { path, what, format, table, missing })
    if (!readOnly) {
      // Before the mode: what there is keeps the size that it has.
      if (pageSize) database.pragma(`page_size = ${pageSize}`)
      database.pragma('journal_mode = WAL')
      database.pragma('synchronous = NORMAL')
      const bytesOfPage = database.pragma('page_size', { simple: true }) as number
      database.pragma(`wal_autocheckpoint = ${Math.ceil(checkpointBytes / bytesOfPage)}`)
      database.pragma('journal_size_limit = 67108864')
    }
    database.pragma('foreign_keys = ON')
    database.pragma('cache_size = -16384')
    database.pragma('temp_store = MEMORY')
    return database
  } catch (error) {
    database?.close()
    throw toDbError(error, path, what)
  }
}

interface Looked {
  readonly user_version: number
  readonly tables: number
  readonly hasTable: 0 | 1
}

/** One statement: whoever makes the file at this moment has made all of it, or nothing yet. */
function mustBeOurs(
  database: Sqlite,
  {
    path,
    what,
    format,
    table,
    missing,
  }: Pick<OpenOptions, 'what' | 'format' | 'table' | 'missing'> & { readonly path: string },
): void {
  const {
    user_version: found,
    tables,
    hasTable,
  } = database
    .prepare<[string], Looked>(
      `SELECT user_version, (SELECT count(*) FROM sqlite_schema) AS tables,
         EXISTS (SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = ?) AS hasTable
       FROM pragma_user_version`,
    )
    .get(table)!
  if (found > format)
    throw new DbError(
      'db/newer-file',
      `The ${what} ${path} was written by a newer Upflow (format ${found}, this one knows ${format}). Update Upflow; the file is unchanged.`,
      { path, format: found, known: format },
    )
  if (tables > 0 && (found === 0 || hasTable === 0))
    throw new DbError(
      'db/foreign-file',
      `${path} is a SQLite database, but no ${what}: something else wrote it. Nothing was changed: move it away, and restore the right one from a backup, or fetch everything anew.`,
      { path },
    )
  // An empty file is one that was lost, and would be made anew.
  if (found === 0 && missing) throw missing()
}

/**
 * As `openSqlite`; what may not be written, or lies where nothing may be written, is opened to be read as it is now.
 * @throws as `openSqlite` does, with the reason why it cannot be written
 */
export async function openSqliteToReadAtLeast(path: string, options: OpenOptions): Promise<Sqlite> {
  try {
    return openSqlite(path, options)
  } catch (error) {
    if (!mayNotWrite(error) || !existsSync(path)) throw error
    return (await openToRead(path, options)) ?? Promise.reject(error)
  }
}

/** Null when there is no way. */
async function openToRead(path: string, options: OpenOptions): Promise<Sqlite | null> {
  const reading = { ...options, readOnly: true }
  try {
    return openSqlite(path, reading)
  } catch {
    // There is no -shm file, and none can be made.
  }
  try {
    const copy = await copyToRead(path)
    try {
      return openSqlite(copy.path, reading)
    } finally {
      copy.remove()
    }
  } catch (error) {
    // What is known of the file itself is worth telling.
    if (error instanceof DbError && error.code !== 'db/unusable-file') throw error
    return null
  }
}

function makeDataFolder(folder: string): void {
  try {
    makeFolder(folder)
  } catch (cause) {
    throw new DbError(
      'db/unusable-folder',
      `The data folder ${folder} cannot be made: ${(cause as Error).message}. Set UPFLOW_DATA_DIR to a folder that you may write to.`,
      { path: folder },
      { cause },
    )
  }
}

/** An error of SQLite about a file, or of its module, as a DbError; anything else as it is. */
export function toDbError(error: unknown, path: string, what: string): unknown {
  if (error instanceof DbError || !(error instanceof Error)) return error
  const ofModule = nativeModuleError(error)
  if (ofModule) return ofModule
  const { code = '' } = error as { code?: string }
  if (code === 'SQLITE_NOTADB' || code.startsWith('SQLITE_CORRUPT'))
    return new DbError(
      'db/corrupt-file',
      `The ${what} ${path} is damaged or not a SQLite database (${error.message}). Nothing was changed: restore it from a backup, or move it away to fetch everything anew.`,
      { path },
      { cause: error },
    )
  if (code.startsWith('SQLITE_BUSY'))
    return new DbError(
      'db/busy',
      `The ${what} ${path} is locked by another process (${error.message}). Try again when it is done.`,
      { path },
      { cause: error, retryable: true },
    )
  if (
    /^SQLITE_(CANTOPEN|READONLY|PERM|IOERR|FULL|AUTH)/.test(code) ||
    error.message.includes('directory does not exist')
  )
    return new DbError(
      'db/unusable-file',
      `The ${what} ${path} cannot be opened or written (${error.message}). Check that the file and its folder may be written to and that the disk is not full, or set UPFLOW_DATA_DIR to another folder.`,
      { path },
      { cause: error },
    )
  return error
}

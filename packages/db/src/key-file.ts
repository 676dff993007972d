/**
 * The key file: made by exactly one of the processes that come first at once, whole or not at all. A new key is written
 * under another name, reaches the disk, and only then gets its own.
 */
import { randomBytes } from 'node:crypto'
import {
  closeSync,
  fsyncSync,
  linkSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeSync,
} from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { DbError } from './db-error.ts'
import { makeFolder } from './make-folder.ts'
import { nativeModuleError } from './sqlite/native-module.ts'

const keyBytes = 32

/**
 * The key to seal with: the file's; a new one when there is none, or an empty file, which can have sealed nothing.
 * @throws DbError `db/unusable-folder` when it cannot be made, `db/wrong-secret` when the file is damaged
 */
export function readOrMakeKey(dataDir: string): Buffer {
  const path = join(dataDir, 'secret.key')
  const found = read(path)
  if (found && found.length > 0) return whole(found, path)
  try {
    makeFolder(dataDir)
    make(dataDir, path)
  } catch (cause) {
    throw unusable('made', path, cause)
  }
  return readKey(dataDir)
}

/** The key to open with: only that of the file. @throws DbError `db/wrong-secret` when it is missing or damaged */
export function readKey(dataDir: string): Buffer {
  const path = join(dataDir, 'secret.key')
  const found = read(path)
  if (found) return whole(found, path)
  throw new DbError(
    'db/wrong-secret',
    `UPFLOW_SECRET is not set, and the key file ${path} is missing. Restore it from a backup; what it encrypted cannot be read without it. If there was UPFLOW_SECRET before, set it; or store the secret anew.`,
    { path },
  )
}

function read(path: string): Buffer | null {
  try {
    return readFileSync(path)
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return null
    throw unusable('read', path, cause)
  }
}

function whole(key: Buffer, path: string): Buffer {
  if (key.length === keyBytes) return key
  throw new DbError(
    'db/wrong-secret',
    `The key file ${path} has ${key.length} bytes instead of ${keyBytes}. Restore it from a backup; what it encrypted cannot be read without it.`,
    { path },
  )
}

const unusable = (done: string, path: string, cause: unknown) =>
  new DbError(
    'db/unusable-folder',
    `The key file ${path} cannot be ${done}: ${(cause as Error).message}. Set UPFLOW_DATA_DIR to a folder that you may write to, or set UPFLOW_SECRET.`,
    { path },
    { cause },
  )

function make(dataDir: string, path: string): void {
  const draft = `${path}.${process.pid}-${randomBytes(6).toString('hex')}`
  try {
    writeDurably(draft, randomBytes(keyBytes))
    if (!tryLink(draft, path)) takeTurns(`${path}.lock`, () => replaceEmpty(draft, path))
    syncFolder(dataDir)
  } finally {
    rmSync(draft, { force: true })
  }
}

/** Gives the key its name unless a file has it: of many, one succeeds. False when there is an empty one, or no links. */
function tryLink(draft: string, path: string): boolean {
  try {
    linkSync(draft, path)
    return true
  } catch {
    return (read(path)?.length ?? 0) > 0
  }
}

function replaceEmpty(draft: string, path: string): void {
  if ((read(path)?.length ?? 0) === 0) renameSync(draft, path)
}

/** One process at a time, by a lock that the kernel drops at its death. Whoever waits finds the key made. */
function takeTurns(path: string, work: () => void): void {
  let lock: Database.Database
  try {
    lock = new Database(path, { timeout: 5_000 })
  } catch (error) {
    throw nativeModuleError(error) ?? error
  }
  try {
    lock.exec('BEGIN EXCLUSIVE')
    work()
  } finally {
    // The file stays: whoever waits for its lock would else hold that of a file that is gone.
    lock.close()
  }
}

function writeDurably(path: string, bytes: Buffer): void {
  const file = openSync(path, 'wx', 0o600)
  try {
    writeSync(file, bytes)
    fsyncSync(file)
  } finally {
    closeSync(file)
  }
}

/** So that the name survives a power failure too, where a folder can be told to. */
function syncFolder(folder: string): void {
  try {
    const handle = openSync(folder, 'r')
    try {
      fsyncSync(handle)
    } finally {
      closeSync(handle)
    }
  } catch {
    // Not on this platform: the file itself is on the disk.
  }
}

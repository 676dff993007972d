/**
 * The file system's word that something was written to the WAL, by this process or another: so that nobody has to
 * look many times a second for what rarely happens.
 */
import { watch } from 'node:fs'

/** @returns a function that ends it, or null where there is no such word, or it may come late */
export function watchWal(path: string, onWrite: () => void): (() => void) | null {
  if (process.platform === 'win32') return null
  try {
    // SQLite keeps this file for as long as a connection is open.
    const watcher = watch(`${path}-wal`, { persistent: false }, onWrite)
    // The owner's regular look remains.
    watcher.on('error', () => watcher.close())
    return () => watcher.close()
  } catch (error) {
    if (hasNone.includes(String((error as { code?: unknown }).code))) return null
    throw error
  }
}

/** No watches left, none on this file system or platform, or no such file on it. */
const hasNone = ['ENOSPC', 'EMFILE', 'ENOSYS', 'ENOTSUP', 'ENOENT', 'ERR_FEATURE_UNAVAILABLE_ON_PLATFORM']

/** Folders with those above them. Node's own way never ends where the one above takes none, as in `/proc`. */
import { mkdirSync, statSync } from 'node:fs'
import { dirname } from 'node:path'

/**
 * Makes a folder that only its owner may look into, and those above it that are missing; nothing where it is.
 * @throws Error of the file system
 */
export function makeFolder(path: string): void {
  try {
    mkdirSync(path, { mode: 0o700 })
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    const isMissing = (folder: string) => statSync(folder, { throwIfNoEntry: false }) === undefined
    if (code === 'EEXIST' && statSync(path).isDirectory()) return
    if (code !== 'ENOENT' || !isMissing(dirname(path))) throw error
    makeFolder(dirname(path))
    makeFolder(path)
  }
}

/**
 * A data folder for oneself: every file that is open in any process is locked by it, so that all of them can be locked
 * only when nobody has the folder in use. The kernel drops the locks of who dies.
 */
import { existsSync } from 'node:fs'
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { toDbError } from '@upflow/db'
import Database from 'better-sqlite3'
import { ExportsError } from '../exports-error.ts'

/** @returns what lets go of it. @throws ExportsError `exports/folder-in-use`; `db/unusable-file` for what cannot be locked */
export async function claimFolder(dataDir: string): Promise<() => void> {
  const tenants = await readdir(join(dataDir, 'tenants')).catch(() => [])
  const owners = await readdir(join(dataDir, 'jobs.db.owners')).catch(() => [])
  const paths = [
    ...['registry.db', 'jobs.db'],
    ...tenants.filter((name) => name.endsWith('.db')).map((name) => join('tenants', name)),
    ...owners.filter((name) => name.endsWith('.lock')).map((name) => join('jobs.db.owners', name)),
  ]
  const claimed: Database.Database[] = []
  const release = () => {
    for (const file of claimed.splice(0)) file.close()
  }
  try {
    for (const path of paths.map((one) => join(dataDir, one)).filter(existsSync)) {
      const file = claim(path, dataDir)
      if (file) claimed.push(file)
    }
    return release
  } catch (error) {
    release()
    throw error
  }
}

/** Null for a file that is damaged: nobody can have it in use. */
function claim(path: string, dataDir: string): Database.Database | null {
  let file: Database.Database | undefined
  try {
    file = new Database(path, { timeout: 0, fileMustExist: true })
    // Before the first look at it: then its log is not shared with others.
    file.pragma('locking_mode = EXCLUSIVE')
    file.exec('BEGIN EXCLUSIVE; COMMIT')
    return file
  } catch (error) {
    file?.close()
    const { code = '' } = error as { code?: string }
    if (/^SQLITE_(NOTADB|CORRUPT)/.test(code)) return null
    if (!/^SQLITE_(BUSY|LOCKED)/.test(code)) throw toDbError(error, path, 'file')
    throw new ExportsError(
      'exports/folder-in-use',
      `The data folder ${dataDir} is in use: ${path} is open in another process. End every Upflow that serves it, and try again.`,
      { path: dataDir, file: path },
      { cause: error },
    )
  }
}

/**
 * Accounts by which somebody is let in, where no database is known. A copy is brought up to date by nobody then: who was
 * put out since is in it still, so that none of it is read, also from when the file becomes one while it is open.
 */
import { accountsInDatabase } from './copy-guard.ts'
import type { Registry } from './registry.ts'

/** @returns `read`, which throws DbError `db/accounts-in-database` too */
export function readOwnAccounts({
  hasSharedAccounts,
  read,
  sqlite,
}: Pick<Registry, 'hasSharedAccounts' | 'read' | 'sqlite'>): Registry['read'] {
  if (hasSharedAccounts) return read
  // Asked with every request.
  const findCopy = sqlite.prepare(`SELECT 1 FROM sqlite_schema WHERE name = 'account_copy'`)
  return (work) =>
    read((file) => {
      if (findCopy.get() !== undefined) throw accountsInDatabase(sqlite.name, 'Nobody is let in')
      return work(file)
    })
}

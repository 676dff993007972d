/**
 * Stores what a page brought, each pull request by itself: what goes wrong with one of them, whatever it is, is a
 * reason to queue that one, and no reason to lose the others.
 */
import type { RawPullRequest } from '@upflow/model'
import { type Stored, toUnstorable, type Unstorable } from '../../store/page-decisions.ts'
import { createRawUpsert, toRawRow } from '../../tenant/raw-pull-requests.ts'
import type { Sqlite } from '../open-sqlite.ts'

/** To be called in a transaction. */
export function createItemStore(sqlite: Sqlite): (items: readonly RawPullRequest[]) => Stored {
  const upsert = createRawUpsert({ sqlite })
  return (items) => {
    let changed = 0
    const unchanged = new Set<number>()
    const failed: Unstorable[] = []
    for (const item of items) {
      try {
        if (upsert(toRawRow(item))) changed++
        else unchanged.add(item.number)
      } catch (error) {
        if (!isAboutTheRow(error)) throw error
        failed.push(toUnstorable(item.number, error))
      }
    }
    return { changed, unchanged, failed }
  }
}

/** What SQLite says of the values of a row; all else is about the file. */
const isAboutTheRow = (error: unknown): boolean => {
  const code = (error as { code?: unknown }).code
  if (typeof code !== 'string' || !code.startsWith('SQLITE_')) return true
  return /^SQLITE_(?:CONSTRAINT|MISMATCH|TOOBIG|RANGE)/.test(code)
}

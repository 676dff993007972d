/**
 * Stores what a page brought, each pull request by itself: what goes wrong with one of them, whatever it is, is a
 * reason to queue that one, and no reason to lose the others.
 */
import { createRawUpsert, type Tenant, toRawRow } from '@upflow/db'
import type { Unread } from '@upflow/github'
import type { RawPullRequest } from '@upflow/model'

export interface Stored {
  /** How many were new or different. */
  readonly changed: number
  readonly unchanged: readonly RawPullRequest[]
  readonly failed: readonly Unread[]
}

/** To be called in a transaction. */
export function createItemStore(tenant: Tenant): (items: readonly RawPullRequest[]) => Stored {
  const upsert = createRawUpsert(tenant)
  return (items) => {
    let changed = 0
    const unchanged: RawPullRequest[] = []
    const failed: Unread[] = []
    for (const item of items) {
      try {
        if (upsert(toRawRow(item))) changed++
        else unchanged.push(item)
      } catch (error) {
        if (!isAboutTheRow(error)) throw error
        failed.push({ number: item.number, reason: `it cannot be stored: ${String(error)}`, isRefused: true })
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

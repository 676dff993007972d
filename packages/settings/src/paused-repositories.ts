/**
 * Repositories of which nothing is read for now: since when, and who said so. What was read of them stays and counts. A
 * row of the settings for each, so that two who pause different ones at once do not write over each other.
 */
import { type Sqlite, type Tenant, withBusyRetry } from '@upflow/db'
import type { Instant, RepositoryId } from '@upflow/model'
import { putAction } from './record-action.ts'

export interface Pause {
  readonly since: Instant
  readonly by: string
}

const prefix = 'paused:'

/** Of the repositories that are paused. For a transaction of the caller's. */
export function pausesOf({ sqlite }: Pick<Tenant, 'sqlite'>): ReadonlyMap<RepositoryId, Pause> {
  const rows = sqlite
    .prepare<[string], [RepositoryId, string]>(
      `SELECT substr(key, ${prefix.length + 1}), value FROM settings WHERE key LIKE ? || '%'`,
    )
    .raw()
    .all(prefix)
  return new Map(rows.map(([id, value]) => [id, JSON.parse(value) as Pause]))
}

export interface WantedPause {
  readonly repositoryId: RepositoryId
  /** `owner/name`, for the audit. */
  readonly name: string
  readonly isPaused: boolean
  readonly by: string
  /** Default: the present. */
  readonly now?: Instant
}

/** @returns false where it was so already: then nothing is written */
export async function setPaused(
  { sqlite, retry }: Tenant,
  { repositoryId, name, isPaused, by, now = Math.floor(Date.now() / 1_000) }: WantedPause,
): Promise<boolean> {
  const write = sqlite.transaction((): boolean => {
    const changes = isPaused
      ? sqlite
          .prepare('INSERT OR IGNORE INTO settings (key, value) VALUES (?, ?)')
          .run(prefix + repositoryId, JSON.stringify({ since: now, by } satisfies Pause)).changes
      : forgetPause(sqlite, repositoryId)
    if (changes === 0) return false
    const [before, after] = [!isPaused, isPaused].map((paused) => ({ name, isPaused: paused }))
    putAction({ sqlite }, { key: 'repository', by, repositoryId, before, after, now })
    return true
  })
  return withBusyRetry(() => write.immediate(), retry)
}

/** Of a repository that is removed. To be called in a transaction. @returns how many there were */
export const forgetPause = (sqlite: Sqlite, repositoryId: RepositoryId): number =>
  sqlite.prepare('DELETE FROM settings WHERE key = ?').run(prefix + repositoryId).changes

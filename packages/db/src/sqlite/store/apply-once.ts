/** Rows and the token of the step that writes them, in one transaction: a step that runs again applies once. */
import { type BusyRetryOptions, withBusyRetry } from '../busy.ts'
import type { Sqlite } from '../open-sqlite.ts'

/**
 * Runs `write` unless the token has been applied. True when it ran now.
 * @throws DbError `db/busy` when the file stays locked
 */
export function applyOnce(
  sqlite: Sqlite,
  token: string,
  write: () => void,
  busy: BusyRetryOptions,
): Promise<boolean> {
  const transaction = sqlite.transaction(() => {
    const { changes } = sqlite
      .prepare('INSERT OR IGNORE INTO applied_tokens (token, applied_at) VALUES (?, unixepoch())')
      .run(token)
    if (changes === 0) return false
    write()
    return true
  })
  return withBusyRetry(() => transaction.immediate(), busy)
}

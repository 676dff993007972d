/** Rows and the token of the step that writes them, in one transaction: a step that runs again applies once. */
import { type BusyRetryOptions, withBusyRetry } from '../sqlite/busy.ts'
import type { Tenant } from './tenant.ts'

/**
 * Runs `write` unless the token has been applied. True when it ran now.
 * @throws DbError `db/busy` when the file stays locked
 */
export function applyOnce(
  tenant: Tenant,
  token: string,
  write: () => void,
  busy: BusyRetryOptions,
): Promise<boolean> {
  const { sqlite } = tenant
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

/** Forgets the tokens that begin with a prefix, once nothing can apply them again. */
export async function forgetTokens(tenant: Tenant, prefix: string, busy: BusyRetryOptions): Promise<void> {
  const forget = tenant.sqlite.prepare(
    `DELETE FROM applied_tokens WHERE token >= ? AND token < ? || char(0x10ffff)`,
  )
  await withBusyRetry(() => void forget.run(prefix, prefix), busy)
}

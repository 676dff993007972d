/** What a channel has been told already: kept in the organization's file, so that nothing is told twice. */
import { type Tenant, withBusyRetry } from '@upflow/db'

const tokenOf = (channel: string, what: string) => `notified:${channel}:${what}`

/** Of these, those that the channel was not told of. */
export async function notTold(
  { sqlite, retry }: Tenant,
  channel: string,
  what: readonly string[],
): Promise<string[]> {
  const find = sqlite.prepare<[string], 1>('SELECT 1 FROM applied_tokens WHERE token = ?').pluck()
  return withBusyRetry(() => what.filter((one) => find.get(tokenOf(channel, one)) === undefined), retry)
}

export async function markTold(
  { sqlite, retry }: Tenant,
  channel: string,
  what: readonly string[],
): Promise<void> {
  const put = sqlite.prepare(
    'INSERT OR IGNORE INTO applied_tokens (token, applied_at) VALUES (?, unixepoch())',
  )
  const all = sqlite.transaction(() => {
    for (const one of what) put.run(tokenOf(channel, one))
  })
  await withBusyRetry(() => all.immediate(), retry)
}

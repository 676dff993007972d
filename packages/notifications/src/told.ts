/** What a channel has been told already: kept with the organization's data, so that nothing is told twice. */
import type { TenantStore } from '@upflow/db'

/** Values that a statement may have. */
const atOnce = 1_000

const tokenOf = (channel: string, what: string) => `notified:${channel}:${what}`

/** Of these, those that the channel was not told of. */
export async function notTold(
  { db }: Pick<TenantStore, 'db'>,
  channel: string,
  what: readonly string[],
): Promise<string[]> {
  const told = new Set<string>()
  for (let from = 0; from < what.length; from += atOnce) {
    const tokens = what.slice(from, from + atOnce).map((one) => tokenOf(channel, one))
    const rows = await db.selectFrom('applied_tokens').select('token').where('token', 'in', tokens).execute()
    for (const { token } of rows) told.add(token)
  }
  return what.filter((one) => !told.has(tokenOf(channel, one)))
}

export async function markTold(
  { db }: Pick<TenantStore, 'db'>,
  channel: string,
  what: readonly string[],
): Promise<void> {
  if (what.length === 0) return
  const applied_at = Math.floor(Date.now() / 1_000)
  await db
    .insertInto('applied_tokens')
    .values(what.map((one) => ({ token: tokenOf(channel, one), applied_at })))
    .onConflict((conflict) => conflict.doNothing())
    .execute()
}

/**
 * Takes a repository out of its organization with all that was read of it. That it was read goes first: a removal that
 * is interrupted leaves none that seems to be read whole, and goes on when it is asked for again. Then goes what is
 * much, a little at a time, so that nobody waits long for the file.
 */
import { type Tenant, withBusyRetry } from '@upflow/db'
import type { RepositoryId } from '@upflow/model'
import { forgetPause, putAction } from '@upflow/settings'

const atOnce = 50

export async function removeRepository(
  { sqlite, retry }: Tenant,
  { id, name, by }: { readonly id: RepositoryId; readonly name: string; readonly by: string },
  signal: AbortSignal,
): Promise<void> {
  const busy = { ...retry, signal }
  // From here on it is known as never read, and as being removed by whom.
  const forget = sqlite.transaction(() => {
    for (const table of ['sync_state', 'freshness'])
      sqlite.prepare<[string]>(`DELETE FROM ${table} WHERE repository_id = ?`).run(id)
    putAction({ sqlite }, { key: 'repository', by, before: { name }, after: null })
  })
  await withBusyRetry(() => forget.immediate(), busy)
  const cut = sqlite.prepare<[string, number]>(
    'DELETE FROM raw_pull_requests WHERE key IN (SELECT key FROM raw_pull_requests WHERE repository_id = ? LIMIT ?)',
  )
  const cutSome = sqlite.transaction(() => cut.run(id, atOnce).changes)
  while ((await withBusyRetry(() => cutSome.immediate(), busy)) > 0) {
    signal.throwIfAborted()
    // The thread also hears that it is to stop, and what is asked of it besides.
    await new Promise((resolve) => setImmediate(resolve))
  }
  const cutRest = sqlite.transaction(() => {
    forgetPause(sqlite, id)
    sqlite.prepare<[string]>('DELETE FROM repositories WHERE id = ?').run(id)
  })
  await withBusyRetry(() => cutRest.immediate(), busy)
}

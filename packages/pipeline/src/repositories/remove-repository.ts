/**
 * Takes a repository out of its organization with all that was read of it. What is much goes first, a little at a time,
 * so that nobody waits long for the file; a removal that is interrupted goes on when it is asked for again.
 */
import { type Tenant, withBusyRetry } from '@upflow/db'
import type { RepositoryId } from '@upflow/model'
import { putAction } from '@upflow/settings'

const atOnce = 50

export async function removeRepository(
  { sqlite, retry }: Tenant,
  { id, name, by }: { readonly id: RepositoryId; readonly name: string; readonly by: string },
  signal: AbortSignal,
): Promise<void> {
  const busy = { ...retry, signal }
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
    const { changes } = sqlite.prepare<[string]>('DELETE FROM repositories WHERE id = ?').run(id)
    if (changes > 0) putAction({ sqlite }, { key: 'repository', by, before: { name }, after: null })
  })
  await withBusyRetry(() => cutRest.immediate(), busy)
}

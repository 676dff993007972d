/**
 * Takes a repository out of its organization with all that was read of it. That it was read goes first: a removal that
 * is interrupted leaves none that seems to be read whole, and goes on when it is asked for again. Then goes what is
 * much, a little at a time, so that nobody waits long for the file.
 */
import type { TenantStore } from '@upflow/db'
import type { RepositoryId } from '@upflow/model'
import { forgetPause, toChangeRow } from '@upflow/settings'

const atOnce = 50

export async function removeRepository(
  tenant: TenantStore,
  { id, name, by }: { readonly id: RepositoryId; readonly name: string; readonly by: string },
  signal: AbortSignal,
): Promise<void> {
  const busy = { ...tenant.retry, signal }
  const change = toChangeRow({ key: 'repository', by, repositoryId: id, before: { name }, after: null })
  await tenant.beginRemoval(id, change, busy)
  while ((await tenant.removePullRequests(id, atOnce, busy)) > 0) {
    signal.throwIfAborted()
    // The thread also hears that it is to stop, and what is asked of it besides.
    await new Promise((resolve) => setImmediate(resolve))
  }
  await forgetPause(tenant, id)
  await tenant.endRemoval(id, busy)
}

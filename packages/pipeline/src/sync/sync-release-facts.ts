/**
 * What a repository's release rule asks GitHub for: its tags or its deployments, no more than GitHub has, and no fewer
 * where all could be read.
 */
import { orMissing } from './or-missing.ts'
import type { FactsMissing, SyncContext } from './sync-context.ts'
import { syncDeployments } from './sync-deployments.ts'

/**
 * @param everything whether all is read anew, or of deployments what can have changed
 * @returns null when all of it could be read, or when the rule asks for none
 */
export async function syncReleaseFacts(
  context: SyncContext,
  { everything }: { readonly everything: boolean },
): Promise<FactsMissing | null> {
  const { tenant, repository, busy, now } = context
  const { kind: what } = repository.releaseRule
  if (what !== 'tags' && what !== 'deployments') return null
  const reason = await (what === 'tags' ? syncTags(context) : syncDeployments(context, { everything }))
  if (reason !== null) return { what, reason }
  await tenant.putFresh(repository.id, { [`${what}_read_at`]: now() }, busy.retry)
  return null
}

/** Puts them, and removes those that GitHub no longer has, unless there are some that could not be read. */
async function syncTags(context: SyncContext): Promise<string | null> {
  const { tenant, github, repository, busy, signal } = context
  const read = await orMissing(context, () => github.tags(repository.id, signal))
  if (typeof read === 'string') return read
  const { tags, missing } = read
  await tenant.putTags({ repositoryId: repository.id, tags, isWhole: missing === null }, busy.retry)
  return missing
}

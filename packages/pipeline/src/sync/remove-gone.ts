/**
 * What GitHub no longer has is removed and remembered: not because a list left it out, but after a second look by its
 * id, and only while its repository is seen.
 */
import { readKeys } from '@upflow/db'
import type { Known } from '@upflow/github'
import type { SyncContext } from './sync-context.ts'
import { beginPass, readState } from './sync-state.ts'

type Context = Pick<SyncContext, 'tenant' | 'github' | 'repository' | 'busy' | 'signal' | 'now'>

/** Of those that may be gone, removes those that are. @returns those that are there */
export async function removeGone(
  { tenant, github, repository, busy, signal, now }: Context,
  suspects: readonly Known[],
): Promise<readonly Known[]> {
  if (suspects.length === 0) return []
  const gone = await github.findGone(
    repository.id,
    suspects.map(({ id }) => id),
    signal,
  )
  const pullRequests = suspects.filter(({ id }) => gone.has(id))
  await tenant.removeGone({ repositoryId: repository.id, pullRequests, at: now() }, busy.retry)
  return suspects.filter(({ id }) => !gone.has(id))
}

/** After a pass over everything: what is stored and was not come by; what is queued and was not is looked up soon. */
export async function removeUnseen(context: Context): Promise<void> {
  const { tenant, repository, busy, now } = context
  const keys = await readKeys(tenant, repository.id)
  if (keys === null) return
  const suspects = await tenant.db
    .selectFrom('raw_pull_requests')
    .select(['id', 'number'])
    .where('key', '>=', keys.least)
    .where('key', '<=', keys.most)
    .where('key', 'not in', (seen) => seen.selectFrom('seen_pull_requests').select('pull_request_key'))
    .execute()
  await removeGone(context, suspects)
  await tenant.forgetSeen(repository.id, now(), busy.retry)
}

/**
 * After a pass over what was updated, which comes by nothing that was removed: looks for it when more is stored than
 * GitHub counts. What is left over then, GitHub has without counting it: only more than that is a reason to look again.
 * @param total how many pull requests GitHub counts
 */
export async function reconcile(context: Context, total: number | null): Promise<void> {
  const { tenant, repository, busy, now } = context
  if (total === null) return
  const surplus = async () => Math.max(0, (await countStored(context)) - total)
  const known = await readState(tenant, repository.id, 'reconcile')
  if ((await surplus()) <= (known?.total ?? 0)) return
  const all = await tenant.db
    .selectFrom('raw_pull_requests')
    .select(['id', 'number'])
    .where('repository_id', '=', repository.id)
    .orderBy('number')
    .execute()
  await removeGone(context, all)
  const state = await beginPass(tenant, repository.id, 'reconcile', { token: '', mode: 'full' })
  await tenant.putState(
    { ...state, seen: all.length, total: await surplus(), completed_at: now() },
    busy.retry,
  )
}

async function countStored({ tenant, repository }: Context): Promise<number> {
  const { count } = await tenant.db
    .selectFrom('raw_pull_requests')
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .where('repository_id', '=', repository.id)
    .executeTakeFirstOrThrow()
  return count
}

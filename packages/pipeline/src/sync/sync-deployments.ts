/**
 * The deployments of a repository, row by row as GitHub has them, without reading all at every crawl: the newest, until
 * one that is known; by their ids those that have not succeeded, since they may have by now; and all of them when the
 * file then holds another number than GitHub counts, since one that was removed is come by in no other way.
 */
import { countDeployments, findUnsettled, readStanding, toState } from './deployment-rows.ts'
import { orMissing } from './or-missing.ts'
import type { SyncContext } from './sync-context.ts'

/** For clocks and equal times, as of pull requests. */
const overlapSeconds = 300

/** @returns why not all of them are known to be as GitHub has them; null when they are */
export async function syncDeployments(
  context: SyncContext,
  { everything }: { readonly everything: boolean },
): Promise<string | null> {
  const { surplus } = await readStanding(context)
  if (everything || surplus === null) return readAll(context)
  const news = await readNews(context)
  if (typeof news === 'string') return news
  const { count } = await countDeployments(context)
  return count - news.totalCount === surplus ? news.missing : readAll(context)
}

async function readNews(context: SyncContext) {
  const { github, repository, signal } = context
  const { newest } = await countDeployments(context)
  const since = newest === null ? null : newest - overlapSeconds
  const news = await orMissing(context, () => github.deployments(repository.id, { since, signal }))
  if (typeof news === 'string') return news
  const standing = await readStanding(context)
  const { ids, turn } = await findUnsettled(context, { but: news.deployments, turn: standing.turn })
  const again = await orMissing(context, () => github.deploymentsById(ids, signal))
  const isKnown = typeof again !== 'string'
  await commit(context, {
    put: isKnown ? [...news.deployments, ...again.deployments] : news.deployments,
    remove: isKnown ? again.gone : [],
    state: isKnown && again.missing === null ? await toState(context, { ...standing, turn }) : null,
  })
  const missing = isKnown ? again.missing : again
  return { totalCount: news.totalCount, missing: news.missing ?? missing }
}

/**
 * Until it has succeeded, the next time all are read too. Where GitHub counts others than it lists, one may have come or
 * gone meanwhile: only where a second look sees just the same, that is how it counts.
 */
async function readAll(context: SyncContext): Promise<string | null> {
  const { github, repository, signal } = context
  const { turn } = await readStanding(context)
  await commit(context, { put: [], remove: [], state: await toState(context, { surplus: null, turn }) })
  for (let before: string | null = null; ; ) {
    const all = await orMissing(context, () => github.deployments(repository.id, { signal }))
    if (typeof all === 'string') return all
    const surplus = all.deployments.length - all.totalCount
    const seen = JSON.stringify([surplus, all.deployments.map(({ id }) => id)])
    const isCertain = surplus === 0 || seen === before
    const isWhole = all.missing === null
    await commit(context, {
      put: all.deployments,
      remove: isWhole ? 'others' : [],
      state: isWhole && isCertain ? await toState(context, { surplus, turn }) : null,
    })
    if (!isWhole || isCertain || before !== null) return all.missing
    before = seen
  }
}

const commit = (
  { tenant, repository, busy }: SyncContext,
  deployments: Omit<Parameters<SyncContext['tenant']['commitDeployments']>[0], 'repositoryId'>,
): Promise<void> => tenant.commitDeployments({ ...deployments, repositoryId: repository.id }, busy.retry)

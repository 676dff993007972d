/**
 * The deployments of a repository, row by row as GitHub has them, without reading all at every crawl: the newest, until
 * one that is known; by their ids those that have not succeeded, since they may have by now; and all of them when the
 * file then holds another number than GitHub counts, since one that was removed is come by in no other way.
 */
import { withBusyRetry } from '@upflow/db'
import { createDeploymentRows } from './deployment-rows.ts'
import { orMissing } from './or-missing.ts'
import type { SyncContext } from './sync-context.ts'

/** For clocks and equal times, as of pull requests. */
const overlapSeconds = 300

/** @returns why not all of them are known to be as GitHub has them; null when they are */
export async function syncDeployments(
  context: SyncContext,
  { everything }: { readonly everything: boolean },
): Promise<string | null> {
  const rows = createDeploymentRows(context.tenant, context.repository.id)
  const { surplus } = rows.standing()
  if (everything || surplus === null) return readAll(context, rows)
  const news = await readNews(context, rows)
  if (typeof news === 'string') return news
  return rows.count() - news.totalCount === surplus ? news.missing : readAll(context, rows)
}

type Rows = ReturnType<typeof createDeploymentRows>

async function readNews(context: SyncContext, rows: Rows) {
  const { github, repository, signal } = context
  const newest = rows.newest()
  const since = newest === null ? null : newest - overlapSeconds
  const news = await orMissing(context, () => github.deployments(repository.id, { since, signal }))
  if (typeof news === 'string') return news
  const standing = rows.standing()
  const { ids, turn } = rows.unsettled(news.deployments, standing)
  const again = await orMissing(context, () => github.deploymentsById(ids, signal))
  await inTransaction(context, () => {
    rows.put(news.deployments)
    if (typeof again === 'string') return
    rows.put(again.deployments)
    rows.remove(again.gone)
    if (again.missing === null) rows.stand({ ...standing, turn })
  })
  const missing = typeof again === 'string' ? again : again.missing
  return { totalCount: news.totalCount, missing: news.missing ?? missing }
}

/**
 * Until it has succeeded, the next time all are read too. Where GitHub counts others than it lists, one may have come or
 * gone meanwhile: only where a second look sees just the same, that is how it counts.
 */
async function readAll(context: SyncContext, rows: Rows): Promise<string | null> {
  const { github, repository, signal } = context
  const { turn } = rows.standing()
  await inTransaction(context, () => rows.stand({ surplus: null, turn }))
  for (let before: string | null = null; ; ) {
    const all = await orMissing(context, () => github.deployments(repository.id, { signal }))
    if (typeof all === 'string') return all
    const surplus = all.deployments.length - all.totalCount
    const seen = JSON.stringify([surplus, all.deployments.map(({ id }) => id)])
    const isCertain = surplus === 0 || seen === before
    await inTransaction(context, () => {
      rows.put(all.deployments)
      if (all.missing !== null) return
      rows.keepOnly(all.deployments)
      if (isCertain) rows.stand({ surplus, turn })
    })
    if (all.missing !== null || isCertain || before !== null) return all.missing
    before = seen
  }
}

async function inTransaction({ tenant, busy }: SyncContext, work: () => void): Promise<void> {
  const write = tenant.sqlite.transaction(work)
  await withBusyRetry(() => write.immediate(), busy.retry)
}

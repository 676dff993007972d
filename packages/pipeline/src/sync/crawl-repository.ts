/**
 * Reads what was updated since the last crawl, the latest first, with five minutes' overlap for clocks and equal
 * times. The watermark moves only when the pass has reached it and everything is stored or queued.
 */
import { runPass } from './run-pass.ts'
import type { SyncContext, SyncResult } from './sync-context.ts'
import { syncTags } from './sync-tags.ts'

const overlapSeconds = 300

export async function crawlRepository(context: SyncContext): Promise<SyncResult> {
  const { github, repository, signal } = context
  const request = { repositoryId: repository.id, order: 'updated', signal } as const
  const result = await runPass(context, {
    phase: 'crawl',
    mode: 'full',
    countsTotal: false,
    raisesWatermark: true,
    findHigh: async () =>
      (await github.scalars({ ...request, cursor: null, pageSize: 1 })).items[0]?.updatedAt ?? null,
    readPage: async ({ cursor, page_size: pageSize }) => {
      const page = await github.pullRequests({ ...request, cursor, pageSize })
      return { ...page, seen: page.items.length }
    },
    isEnough: (page, { watermark }) =>
      watermark !== null && page.items.some(({ updatedAt }) => updatedAt < watermark - overlapSeconds),
  })
  await syncTags(context)
  return result
}

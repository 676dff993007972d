/**
 * Reads what was updated since the last crawl, the latest first, with five minutes' overlap for clocks and equal
 * times. The watermark moves only when the pass has reached it and everything is stored or queued.
 */
import { findHigh } from './find-high.ts'
import { answerPulse, overlapSeconds } from './pulse-state.ts'
import { reconcile } from './remove-gone.ts'
import { runPass } from './run-pass.ts'
import { type SyncContext, type SyncResult, toResult } from './sync-context.ts'
import { syncReleaseFacts } from './sync-release-facts.ts'

/** @param run that has felt the pulse of the repository before, for which this answers; null when none has */
export async function crawlRepository(context: SyncContext, run: string | null): Promise<SyncResult> {
  const { tenant, github, repository, signal, now } = context
  const request = { repositoryId: repository.id, order: 'updated', signal } as const
  const passed = await runPass(context, {
    phase: 'crawl',
    mode: 'full',
    countsTotal: false,
    raisesWatermark: true,
    seesEverything: false,
    // Without a watermark it reads all.
    answersSince: null,
    findHigh: () => findHigh(context),
    readPage: async ({ cursor, page_size: pageSize }) => {
      const page = await github.pullRequests({ ...request, cursor, pageSize })
      return { ...page, numbers: page.items.map(({ number }) => number) }
    },
    // What lies below the watermark and is news came with a clock that was behind: then more of it may follow.
    isEnough: (page, { watermark }) => {
      if (watermark === null) return false
      const below = page.items.filter(({ updatedAt }) => updatedAt < watermark - overlapSeconds)
      return below.map(({ number }) => number)
    },
  })
  await reconcile(context, passed.state.total)
  const missing = await syncReleaseFacts(context, { everything: false })
  if (run !== null && missing === null) await answerPulse(tenant, repository.id, { run, at: now() })
  return toResult(context, passed, missing)
}

/** The loop that every pass shares: read a page, commit its rows and the place where to go on together, go on. */
import { applyOnce, createRawUpsert, forgetTokens, type SyncStateRow, toRawRow } from '@upflow/db'
import type { Page } from '@upflow/github'
import type { RawPullRequest } from '@upflow/model'
import { fullName } from '../repositories.ts'
import { drainRetryQueue, queueUnread, unreadOf } from './retry-queue.ts'
import type { SyncContext, SyncResult } from './sync-context.ts'
import {
  beginPass,
  mostPageSize,
  type Phase,
  raiseWatermark,
  readState,
  type SyncMode,
  writeState,
} from './sync-state.ts'

/** What a page comes to: rows to store, and how many pull requests were looked at for them. */
export interface PassPage
  extends Pick<Page<RawPullRequest>, 'items' | 'unread' | 'nextCursor' | 'pageSize' | 'totalCount'> {
  readonly seen: number
}

export interface Pass {
  readonly phase: Phase
  readonly mode: SyncMode
  /** The newest updatedAt that the pass answers for, asked before its first page. */
  readonly findHigh: () => Promise<number | null>
  readonly readPage: (state: SyncStateRow) => Promise<PassPage>
  /** True when nothing further back is wanted. */
  readonly isEnough?: (page: PassPage, state: SyncStateRow) => boolean
  /** For display, when the total is not the repository's. */
  readonly countsTotal: boolean
  /** Whether everything up to the high is stored when the pass is done. */
  readonly raisesWatermark: boolean
}

export async function runPass(context: SyncContext, pass: Pass): Promise<SyncResult> {
  const { tenant, repository, token, busy, signal, now } = context
  const upsert = createRawUpsert(tenant)
  let state = beginPass(tenant, repository.id, pass.phase, { token, mode: pass.mode })
  if (state.pages > 0 && state.completed_at === null) context.log.info(`goes on after page ${state.pages}`)
  const report = () =>
    context.progress({
      current: state.seen,
      total: pass.countsTotal ? state.total : null,
      message: fullName(repository),
    })
  report()

  if (state.pages === 0) state = { ...state, pending_high: await pass.findHigh() }
  while (state.completed_at === null) {
    signal.throwIfAborted()
    const page = await pass.readPage(state)
    const isLast = page.nextCursor === null || pass.isEnough?.(page, state) === true
    const before = state
    await applyOnce(
      tenant,
      `${token}#${before.pages}`,
      () => {
        const changed = page.items.filter((pullRequest) => upsert(toRawRow(pullRequest))).length
        queueUnread(tenant, repository.id, [...page.unread, ...unreadOf(page.items)], now())
        writeState(tenant, {
          ...before,
          cursor: page.nextCursor,
          page_size: grow(page.pageSize, mostPageSize[pass.mode]),
          pages: before.pages + 1,
          seen: before.seen + page.seen,
          changed: before.changed + changed,
          total: page.totalCount,
          completed_at: isLast ? now() : null,
        })
        if (isLast && pass.raisesWatermark) raiseWatermark(tenant, repository.id, before.pending_high)
      },
      busy.retry,
    )
    state = readState(tenant, repository.id, pass.phase)!
    report()
  }
  await forgetTokens(tenant, `${token}#`, busy.retry)
  const unread = await drainRetryQueue(context)
  if (unread > 0)
    context.log.warn(`${unread} pull requests could not be read whole; they are tried again later`)
  return { pages: state.pages, seen: state.seen, changed: state.changed, unread }
}

/** A page that had to shrink grows back slowly. */
const grow = (size: number, most: number) => Math.min(most, size + Math.max(1, Math.floor(size / 4)))

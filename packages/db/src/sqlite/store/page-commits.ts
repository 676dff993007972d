/** Pages into a tenant file: their rows and the place where to go on are one transaction. */
import type { RepositoryId } from '@upflow/model'
import {
  goneAtOnce,
  isLastPage,
  isNextPage,
  stateAfter,
  toPostpone,
  toQueue,
  toQueueUnnamed,
  wholeOf,
} from '../../store/page-decisions.ts'
import type { PageCommit, PageStore, RetryCommit } from '../../store/page-store.ts'
import { putFreshness } from '../../tenant/freshness.ts'
import { keysOf } from '../../tenant/raw-pull-requests.ts'
import { type BusyRetryOptions, withBusyRetry } from '../busy.ts'
import type { Sqlite } from '../open-sqlite.ts'
import { applyOnce } from './apply-once.ts'
import { createQueue } from './retry-queue.ts'
import { createItemStore } from './store-items.ts'
import { createSyncRows } from './sync-rows.ts'

export function createPageCommits(sqlite: Sqlite, retry: BusyRetryOptions): PageStore {
  const store = createItemStore(sqlite)
  const queue = createQueue(sqlite)
  const rows = createSyncRows(sqlite)

  const forgetToken = sqlite.prepare('DELETE FROM applied_tokens WHERE token = ?')

  const writePage = (commit: PageCommit): void => {
    const { repositoryId, items, seen, unnamed, end } = commit
    if (!isNextPage(commit, rows.placeOf(commit.state))) return void forgetToken.run(commit.token)
    if (seen?.begins) {
      queue.tryUnnamed(repositoryId)
      rows.clearSeen(repositoryId)
    }
    const stored = store(items)
    queue.forget(repositoryId, wholeOf(items))
    queue.add(repositoryId, toQueue(commit, stored))
    if (unnamed.reasons.length > 0)
      queue.add(repositoryId, toQueueUnnamed(unnamed, queue.unnamed(repositoryId)))
    if (seen) rows.addSeen(repositoryId, seen.numbers)
    if (commit.facts) rows.putFacts(commit.facts)
    const isLast = isLastPage(commit, stored)
    rows.putState(stateAfter(commit, stored, isLast))
    if (isLast && seen) queue.forgetTriedUnnamed(repositoryId)
    if (isLast && end.crawl) rows.raiseWatermark(end.crawl)
    if (isLast && end.fresh) putFreshness(sqlite, repositoryId, end.fresh)
  }

  const commitRetry = sqlite.transaction((commit: RetryCommit) => {
    const { repositoryId, items, gone } = commit
    const stored = store(items)
    queue.forget(repositoryId, [...wholeOf(items), ...gone])
    for (const one of toPostpone(commit, stored)) queue.postpone(repositoryId, one)
  })

  const remember = sqlite.prepare(
    `INSERT OR REPLACE INTO removed_pull_requests (repository_id, number, id, title, removed_at)
     SELECT repository_id, number, id, payload ->> '$.title', ? FROM raw_pull_requests
     WHERE repository_id = ? AND number = ? AND id = ?`,
  )
  const remove = sqlite.prepare(
    'DELETE FROM raw_pull_requests WHERE repository_id = ? AND number = ? AND id = ?',
  )
  const removeSome = sqlite.transaction(
    ({ repositoryId, pullRequests, at }: Parameters<PageStore['removeGone']>[0]) => {
      for (const { id, number } of pullRequests) {
        remember.run(at, repositoryId, number, id)
        if (remove.run(repositoryId, number, id).changes > 0) queue.forget(repositoryId, [number])
      }
    },
  )

  const hasten = sqlite.prepare(
    `UPDATE retry_queue SET next_at = min(next_at, ?) WHERE repository_id = ? AND number > 0
     AND ? + number NOT IN (SELECT pull_request_key FROM seen_pull_requests)`,
  )
  const forgetSeen = sqlite.transaction((repositoryId: RepositoryId, dueAt: number) => {
    const keys = keysOf(sqlite, repositoryId)
    if (keys === null) return
    hasten.run(dueAt, repositoryId, keys.least)
    rows.clearSeen(repositoryId)
  })

  const forgetTokens = sqlite.prepare(
    'DELETE FROM applied_tokens WHERE token >= ? AND token < ? || char(0x10ffff)',
  )

  return {
    async commitPage(commit, busy = retry) {
      await applyOnce(sqlite, commit.token, () => writePage(commit), busy)
    },
    commitRetry: (commit, busy = retry) => withBusyRetry(() => commitRetry.immediate(commit), busy),
    async removeGone({ pullRequests, ...gone }, busy = retry) {
      for (let start = 0; start < pullRequests.length; start += goneAtOnce) {
        const some = pullRequests.slice(start, start + goneAtOnce)
        await withBusyRetry(() => removeSome.immediate({ ...gone, pullRequests: some }), busy)
      }
    },
    forgetSeen: (repositoryId, dueAt, busy = retry) =>
      withBusyRetry(() => forgetSeen.immediate(repositoryId, dueAt), busy),
    putState: (state, busy = retry) => withBusyRetry(() => rows.putState(state), busy),
    putFresh: (repositoryId, fresh, busy = retry) =>
      withBusyRetry(() => putFreshness(sqlite, repositoryId, fresh), busy),
    forgetTokens: (prefix, busy = retry) => withBusyRetry(() => void forgetTokens.run(prefix, prefix), busy),
  }
}

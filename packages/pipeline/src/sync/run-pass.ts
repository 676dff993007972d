/** The loop that every pass shares: read a page, commit its rows and the place where to go on together, go on. */
import { applyOnce, forgetTokens, keysOf, putFreshness, type SyncStateRow } from '@upflow/db'
import type { Page } from '@upflow/github'
import type { Instant, RawPullRequest } from '@upflow/model'
import { fullName, putFacts } from '../repositories.ts'
import { createQueue } from './retry-queue.ts'
import { createItemStore } from './store-items.ts'
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

/** What a page comes to: rows to store, and the pull requests that were looked at for them. */
export interface PassPage
  extends Pick<
    Page<RawPullRequest>,
    'items' | 'unread' | 'unnamed' | 'nextCursor' | 'pageSize' | 'totalCount' | 'repository'
  > {
  readonly numbers: readonly number[]
}

export interface Pass {
  readonly phase: Phase
  readonly mode: SyncMode
  /** The newest updatedAt that the pass answers for, asked before its first page. */
  readonly findHigh: () => Promise<Instant | null>
  readonly readPage: (state: SyncStateRow) => Promise<PassPage>
  /** True when nothing further back is wanted. `unchanged`: what was stored already, just as it came. */
  readonly isEnough?: (page: PassPage, unchanged: ReadonlySet<number>, state: SyncStateRow) => boolean
  /** For display, when the total is not the repository's. */
  readonly countsTotal: boolean
  /** Whether everything up to the high is stored when the pass is done. */
  readonly raisesWatermark: boolean
  /** Whether it comes by all that there is, so that what it does not come by is gone. */
  readonly seesEverything: boolean
  /** Since when what was created is as GitHub has it when the pass is done: null for all, undefined for nothing. */
  readonly answersSince: Instant | null | undefined
}

/** What the pass came to, and where it stands. */
export interface Passed extends Pick<SyncResult, 'pages' | 'seen' | 'changed'> {
  readonly state: SyncStateRow
}

export async function runPass(context: SyncContext, pass: Pass): Promise<Passed> {
  const { tenant, repository, token, busy, signal, now } = context
  const store = createItemStore(tenant)
  const queue = createQueue(tenant, repository.id)
  const seen = createSeen(context)
  let state = beginPass(tenant, repository.id, pass.phase, { token, mode: pass.mode })
  if (state.pages > 0 && state.completed_at === null) context.log.info(`goes on after page ${state.pages}`)
  const report = () =>
    context.progress({
      current: state.seen,
      total: pass.countsTotal ? state.total : null,
      message: fullName(repository),
    })
  // A repository is begun when its first page has come.
  if (state.pages > 0) report()

  if (state.pages === 0) state = { ...state, pending_high: await pass.findHigh() }
  while (state.completed_at === null) {
    signal.throwIfAborted()
    const page = await pass.readPage(state)
    const before = state
    await applyOnce(
      tenant,
      `${token}#${before.pages}`,
      () => {
        if (before.pages === 0 && pass.seesEverything) {
          queue.forgetUnnamed()
          seen.clear()
        }
        const { changed, unchanged, failed } = store(page.items)
        queue.settle(page.items)
        queue.add([...page.unread, ...failed], now())
        queue.addUnnamed(page.unnamed, now(), { isNews: pass.seesEverything })
        if (pass.seesEverything) seen.add([...page.numbers, ...page.unread.map(({ number }) => number)])
        if (page.repository) putFacts(tenant, page.repository)
        const isEnough = pass.isEnough?.(page, new Set(unchanged.map(({ number }) => number)), before)
        const isLast = page.nextCursor === null || isEnough === true
        writeState(tenant, {
          ...before,
          cursor: page.nextCursor,
          page_size: grow(page.pageSize, mostPageSize[pass.mode]),
          pages: before.pages + 1,
          seen: before.seen + page.numbers.length,
          changed: before.changed + changed,
          total: page.totalCount,
          completed_at: isLast ? now() : null,
        })
        if (isLast && pass.raisesWatermark) raiseWatermark(tenant, repository.id, before.pending_high)
        if (isLast) putAnswer(context, pass)
      },
      busy.retry,
    )
    state = readState(tenant, repository.id, pass.phase)!
    report()
  }
  await forgetTokens(tenant, `${token}#`, busy.retry)
  return { pages: state.pages, seen: state.seen, changed: state.changed, state }
}

/** What a pass of a part adds to nothing is known as just that part; to all, it adds nothing. */
function putAnswer({ tenant, repository, now }: SyncContext, { answersSince }: Pass) {
  if (answersSince === undefined) return
  putFreshness(
    tenant.sqlite,
    repository.id,
    answersSince === null ? { as_of: now(), read_since: null } : { read_since: answersSince },
  )
}

/** The keys that a pass has come by. They outlive the process, as its cursor does. */
function createSeen({ tenant, repository }: SyncContext) {
  const { sqlite } = tenant
  const keys = keysOf(sqlite, repository.id)
  const add = sqlite.prepare('INSERT OR IGNORE INTO seen_pull_requests (pull_request_key) VALUES (?)')
  const clear = sqlite.prepare('DELETE FROM seen_pull_requests WHERE pull_request_key BETWEEN ? AND ?')
  return {
    add(numbers: readonly number[]) {
      if (keys) for (const number of numbers) add.run(keys.least + number)
    },
    clear() {
      if (keys) clear.run(keys.least, keys.most)
    },
  }
}

/** A page that had to shrink grows back slowly. */
const grow = (size: number, most: number) => Math.min(most, size + Math.max(1, Math.floor(size / 4)))

/** The loop that every pass shares: read a page, commit its rows and the place where to go on together, go on. */
import type { Fresh, PassPlace, SyncStateRow } from '@upflow/db'
import { GithubError, type Page } from '@upflow/github'
import type { Instant, RawPullRequest } from '@upflow/model'
import { PipelineError } from '../pipeline-error.ts'
import { fullName, toFactsRow } from '../repositories.ts'
import { toQueued, unnamedNextAt, unstorableNextAt } from './retry-queue.ts'
import type { SyncContext, SyncResult } from './sync-context.ts'
import {
  beginPass,
  mostPageSize,
  newState,
  type Phase,
  pagesPrefix,
  pageToken,
  readState,
  type SyncMode,
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
  /**
   * Whether nothing further back is wanted: yes or no, or the numbers that decide it, which are enough when there are
   * some and all of them are stored already, just as they came.
   */
  readonly isEnough?: (page: PassPage, state: SyncStateRow) => boolean | readonly number[]
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

/** @throws PipelineError `pipeline/superseded` when another run has begun the same pass, `pipeline/unknown-repository` */
export async function runPass(context: SyncContext, pass: Pass): Promise<Passed> {
  const { tenant, repository, token, busy, signal } = context
  const found = await readState(tenant, repository.id, pass.phase)
  let after: PassPlace | null = found
  let state = await beginPass(tenant, repository.id, pass.phase, { token, mode: pass.mode })
  if (state.pages > 0 && state.completed_at === null) context.log.info(`goes on after page ${state.pages}`)
  const report = () => context.progress({ current: state.seen, total: pass.countsTotal ? state.total : null })
  // A repository is begun when its first page has come.
  if (state.pages > 0) report()

  if (state.pages === 0) state = { ...state, pending_high: await pass.findHigh() }
  // Of one that was given up in its midst: whoever takes that up again begins anew, since its place is taken by then.
  if (found !== null && found.pass_token !== token && found.pages > 0 && found.completed_at === null)
    await tenant.forgetTokens(pagesPrefix(found.pass_token), busy.retry)
  for (let isAnew = false; state.completed_at === null; ) {
    signal.throwIfAborted()
    const page = await pass.readPage(state).catch((error: unknown) => {
      if (isAnew || state.cursor === null || !isLost(error)) throw error
      return null
    })
    isAnew ||= page === null
    if (state.pages > 0) await standingOf(context, pass.phase)
    state =
      page === null
        ? await beginAnew(context, pass, state)
        : await commitPage(context, pass, { before: state, after }, page)
    after = state
    report()
  }
  await tenant.forgetTokens(pagesPrefix(token), busy.retry)
  return { pages: state.pages, seen: state.seen, changed: state.changed, state }
}

/**
 * Where the pass stands, whoever brought it there. Two passes over the same would take each other's place, and neither
 * could go on from it.
 * @throws PipelineError `pipeline/superseded` when it is another's place, `pipeline/unknown-repository` when there is none
 */
async function standingOf(
  { tenant, repository, token, busy }: SyncContext,
  phase: Phase,
): Promise<SyncStateRow> {
  const state = await readState(tenant, repository.id, phase)
  if (state?.pass_token === token) return state
  // It begins anew: what counts as applied would never be applied again.
  await tenant.forgetTokens(pagesPrefix(token), busy.retry)
  // A removal begins with it.
  if (state === null)
    throw new PipelineError(
      'pipeline/unknown-repository',
      `Repository ${fullName(repository)} was removed while it was read, and is read no further: add it again if that was not meant.`,
      { repository: fullName(repository) },
      { retryable: false },
    )
  throw new PipelineError(
    'pipeline/superseded',
    `Another run has begun to read ${fullName(repository)}, and reads all that this one would have. It is tried again.`,
    { repository: repository.id },
    { retryable: true },
  )
}

/** Whether GitHub gives no way on from where a pass stands. */
const isLost = (error: unknown): boolean =>
  error instanceof GithubError && error.code === 'github/stuck-paging'

/** As if it had read nothing: what of it is stored comes once more, and is stored once. */
async function beginAnew(
  { tenant, repository: { id }, token, busy, log }: SyncContext,
  { phase, mode }: Pass,
  { pages, pending_high, watermark }: SyncStateRow,
): Promise<SyncStateRow> {
  log.warn(`GitHub gives no way on after page ${pages}: the pass begins anew, once`)
  // First: what counts as applied would never be applied again.
  await tenant.forgetTokens(pagesPrefix(token), busy.retry)
  const state = { ...newState(id, phase, { token, mode }), pending_high, watermark }
  await tenant.putState(state, busy.retry)
  return state
}

/**
 * @param after where the phase stood before the page
 * @returns where the pass stands then
 */
async function commitPage(
  context: SyncContext,
  pass: Pass,
  { before, after }: { readonly before: SyncStateRow; readonly after: PassPlace | null },
  page: PassPage,
): Promise<SyncStateRow> {
  const { tenant, repository, token, busy, now } = context
  const at = now()
  const isEnough = pass.isEnough?.(page, before) ?? false
  await tenant.commitPage(
    {
      repositoryId: repository.id,
      token: pageToken(token, before.pages),
      after,
      items: page.items,
      unread: page.unread.map((one) => toQueued(one, at)),
      unstorableNextAt: unstorableNextAt(at),
      unnamed: {
        reasons: page.unnamed,
        nextAt: unnamedNextAt(at, pass.seesEverything),
        areNews: pass.seesEverything,
      },
      seen: pass.seesEverything
        ? {
            begins: before.pages === 0,
            numbers: [...page.numbers, ...page.unread.map(({ number }) => number)],
          }
        : null,
      facts: page.repository ? toFactsRow(page.repository) : null,
      state: {
        ...before,
        cursor: page.nextCursor,
        page_size: grow(page.pageSize, mostPageSize[pass.mode]),
        pages: before.pages + 1,
        seen: before.seen + page.numbers.length,
        total: page.totalCount,
      },
      isLast: page.nextCursor === null || isEnough === true,
      isLastWhenUnchanged: typeof isEnough === 'boolean' ? [] : isEnough,
      end: {
        at,
        crawl:
          pass.raisesWatermark && before.pending_high !== null
            ? {
                ...newState(repository.id, 'crawl', { token: '', mode: 'full' }),
                watermark: before.pending_high,
              }
            : null,
        fresh: freshBy(pass, at),
      },
    },
    busy.retry,
  )
  return standingOf(context, pass.phase)
}

/** What a pass of a part adds to nothing is known as just that part; to all, it adds nothing. */
function freshBy({ answersSince }: Pass, at: Instant): Fresh | null {
  if (answersSince === undefined) return null
  return answersSince === null ? { as_of: at, read_since: null } : { read_since: answersSince }
}

/** A page that had to shrink grows back slowly. */
const grow = (size: number, most: number) => Math.min(most, size + Math.max(1, Math.floor(size / 4)))

/**
 * Reads the history of a repository, by creation: a key that does not move. All of it anew, children too, each
 * replaced whole; or only what is missing; or only the lists of changed files.
 */
import { fromPayload, type TenantStore } from '@upflow/db'
import type { Files, Known, Listed, Page } from '@upflow/github'
import type { RawPullRequest, RepositoryId } from '@upflow/model'
import { findHigh } from './find-high.ts'
import { removeUnseen } from './remove-gone.ts'
import { type Passed, type PassPage, runPass } from './run-pass.ts'
import { type SyncContext, type SyncResult, toResult } from './sync-context.ts'
import type { BackfillPass } from './sync-pass.ts'
import { syncReleaseFacts } from './sync-release-facts.ts'
import { readState, type SyncMode } from './sync-state.ts'

export async function backfillRepository(context: SyncContext, pass: BackfillPass): Promise<SyncResult> {
  const passed = await passOverHistory(context, pass)
  const factsMissing =
    passed.state.mode === 'files' ? null : await syncReleaseFacts(context, { everything: true })
  return toResult(context, passed, factsMissing)
}

/** The pull requests alone, without what their release rule asks for. */
export async function passOverHistory(context: SyncContext, pass: BackfillPass): Promise<Passed> {
  const { github, repository, signal } = context
  const { since } = pass
  const mode = await modeOf(context, pass)
  const request = { repositoryId: repository.id, order: 'created', signal } as const
  const seesEverything = mode !== 'files' && since === null
  let oldest = Number.POSITIVE_INFINITY
  /** Of what came, what is wanted; the rest lies before the time that is asked for. */
  const within = <Item extends { readonly createdAt: number }>(page: Page<Item>): Page<Item> => {
    oldest = Math.min(oldest, ...page.items.map(({ createdAt }) => createdAt))
    return since === null ? page : { ...page, items: page.items.filter((item) => item.createdAt >= since) }
  }
  const passed = await runPass(context, {
    phase: 'backfill',
    mode,
    countsTotal: since === null,
    raisesWatermark: seesEverything,
    seesEverything,
    answersSince: mode === 'files' ? undefined : since,
    findHigh: async () => (seesEverything ? findHigh(context) : null),
    readPage: async ({ cursor, page_size: pageSize }) => {
      const asked = { ...request, cursor, pageSize }
      if (mode === 'files') return withFiles(context, within(await github.files(asked)))
      if (mode === 'missing') return readMissing(context, within(await github.list(asked)))
      const page = within(await github.pullRequests(asked))
      return { ...page, numbers: page.items.map(({ number }) => number) }
    },
    isEnough: () => since !== null && oldest < since,
  })
  if (seesEverything) await removeUnseen(context)
  return passed
}

/** A pass that is under way keeps its mode. */
async function modeOf(
  { tenant, repository, token }: SyncContext,
  { files, missing }: BackfillPass,
): Promise<SyncMode> {
  const known = await readState(tenant, repository.id, 'backfill')
  if (known?.pass_token === token) return known.mode as SyncMode
  return files ? 'files' : missing ? 'missing' : 'full'
}

interface Stored {
  readonly id: string
  readonly updated_at: number
  readonly incomplete: string | null
  readonly payload: string
}

/** By number, and only when it is the same pull request by GitHub's id. */
async function findStored(
  { db }: TenantStore,
  repositoryId: RepositoryId,
  listed: readonly Known[],
): Promise<(one: Known) => Stored | null> {
  if (listed.length === 0) return () => null
  const rows = await db
    .selectFrom('raw_pull_requests')
    .select(['number', 'id', 'updated_at', 'incomplete', 'payload'])
    .where('repository_id', '=', repositoryId)
    .where(
      'number',
      'in',
      listed.map(({ number }) => number),
    )
    .execute()
  const known = new Map(rows.map((row) => [row.number, row]))
  return ({ id, number }) => {
    const stored = known.get(number)
    return stored?.id === id ? stored : null
  }
}

/** Reads whole what is not stored, not whole, or in an older version. */
async function readMissing(
  { tenant, github, repository, signal }: SyncContext,
  page: Page<Listed>,
): Promise<PassPage> {
  const find = await findStored(tenant, repository.id, page.items)
  const wanted = page.items.filter((listed) => {
    const stored = find(listed)
    return !stored || stored.incomplete !== null || stored.updated_at < listed.updatedAt
  })
  const { items, unread } = await github.pullRequestsById(repository.id, wanted, { pageSize: 24, signal })
  return {
    ...page,
    numbers: page.items.map(({ number }) => number),
    items,
    unread: [...page.unread, ...unread],
  }
}

/** Gives what is stored in that version its files; what is stored in another is read whole. */
async function withFiles(
  { tenant, github, repository, signal }: SyncContext,
  page: Page<Files>,
): Promise<PassPage> {
  const find = await findStored(tenant, repository.id, page.items)
  const refreshed: RawPullRequest[] = []
  const wanted: Known[] = []
  for (const item of page.items) {
    const stored = find(item)
    if (!stored) continue
    if (stored.updated_at !== item.updatedAt) {
      wanted.push(item)
      continue
    }
    const pullRequest = fromPayload(stored.payload)
    const others = pullRequest.incomplete.filter((set) => set !== 'files')
    const incomplete = item.isComplete ? others : [...others, 'files' as const].sort()
    refreshed.push({ ...pullRequest, files: item.files, incomplete })
  }
  const { items, unread } = await github.pullRequestsById(repository.id, wanted, { pageSize: 24, signal })
  const partly = refreshed.filter(({ incomplete }) => incomplete.includes('files'))
  return {
    ...page,
    numbers: page.items.map(({ number }) => number),
    items: [...refreshed, ...items],
    unread: [
      ...page.unread,
      ...unread,
      ...partly.map(({ number }) => ({
        number,
        reason: 'not all of its files could be read',
        isRefused: false,
      })),
    ],
  }
}

/**
 * Reads some pull requests anew, whoever said that they have changed, and stores them as a crawl does: the newest wins,
 * what could not be read whole is queued, and what is gone is removed after a second look by its id.
 */
import { fromPayload } from '@upflow/db'
import type { Known, Unread } from '@upflow/github'
import type { PullRequestId, RawPullRequest } from '@upflow/model'
import { putRepository } from '../repositories.ts'
import { removeGone } from './remove-gone.ts'
import { unstorableNextAt } from './retry-queue.ts'
import type { SyncContext, SyncResult } from './sync-context.ts'
import { syncReleaseFacts } from './sync-release-facts.ts'

/** What of a repository is read anew. */
export interface RefreshWanted {
  readonly numbers: readonly number[]
  /** How it is called, its default branch, and whether it is archived. */
  readonly facts: boolean
  /** What its release rule asks GitHub for. */
  readonly releases: boolean
}

export interface RefreshedPullRequest {
  readonly number: number
  /** `gone`: removed here, as GitHub no longer has it · `absent`: neither here nor there. */
  readonly became: 'new' | 'changed' | 'unchanged' | 'gone' | 'absent' | 'unread'
  /** What of it differs from what was stored: names of `RawPullRequest`. */
  readonly parts: readonly string[]
}

export interface Refreshed extends SyncResult {
  readonly pullRequests: readonly RefreshedPullRequest[]
}

/** @throws GithubError `github/not-found` when the repository is gone: its data is kept */
export async function refreshPullRequests(
  context: SyncContext,
  { numbers, facts, releases }: RefreshWanted,
): Promise<Refreshed> {
  const { tenant, github, repository, busy, signal, now } = context
  if (facts) await putRepository(tenant, await github.repositoryById(repository.id, signal))
  const before = await readStored(context, numbers)
  const { known, absent, failed } = await findIds(context, numbers, before)
  const read =
    known.length === 0
      ? { items: [], unread: [] }
      : await github.pullRequestsById(repository.id, known, { pageSize: 24, signal })
  const missing = new Set(read.unread.map(({ number }) => number))
  await removeGone(
    context,
    known.filter(({ number }) => missing.has(number) && before.has(number)),
  )
  const left = await readStored(context, numbers)
  const gone = new Set([...before.keys()].filter((number) => missing.has(number) && !left.has(number)))
  const unread = [...failed, ...read.unread.filter(({ number }) => !gone.has(number))]
  const nextAt = unstorableNextAt(now())
  await tenant.commitRetry(
    {
      repositoryId: repository.id,
      items: read.items,
      gone: absent,
      tried: numbers.filter((number) => !gone.has(number)).map((number) => ({ number, nextAt })),
      failed: unread,
    },
    busy.retry,
  )

  const after = await readStored(context, numbers)
  // Also what was read and could not be stored.
  const notWhole = new Set([...unread.map(({ number }) => number), ...(await queuedOf(context, numbers))])
  const pullRequests = numbers.map((number): RefreshedPullRequest => {
    if (gone.has(number)) return { number, became: 'gone', parts: [] }
    if (absent.includes(number)) return { number, became: 'absent', parts: [] }
    const parts = partsOf(before.get(number)?.payload ?? null, after.get(number)?.payload ?? null)
    if (notWhole.has(number)) return { number, became: 'unread', parts: parts ?? [] }
    return {
      number,
      became: parts === null ? 'new' : parts.length > 0 ? 'changed' : 'unchanged',
      parts: parts ?? [],
    }
  })
  return {
    pages: 0,
    seen: read.items.length,
    changed: pullRequests.filter(({ became, parts }) => became === 'new' || parts.length > 0).length,
    unread: notWhole.size,
    factsMissing: releases ? await syncReleaseFacts(context, { everything: false }) : null,
    access: github.accessFacts(),
    pullRequests,
  }
}

/** Of those that are stored, the ids are known; GitHub is asked for the others'. */
async function findIds(
  { github, repository, signal }: SyncContext,
  numbers: readonly number[],
  stored: Stored,
): Promise<{ readonly known: Known[]; readonly absent: number[]; readonly failed: Unread[] }> {
  const known = numbers.flatMap((number): Known[] => {
    const one = stored.get(number)
    return one === undefined ? [] : [{ id: one.id, number }]
  })
  const unknown = numbers.filter((number) => !stored.has(number))
  const found = unknown.length === 0 ? [] : await github.lookUp(repository.id, unknown, signal)
  return {
    known: [
      ...known,
      ...found.flatMap((one): Known[] => (one.kind === 'found' ? [{ id: one.id, number: one.number }] : [])),
    ],
    absent: found.flatMap(({ kind, number }) => (kind === 'gone' ? [number] : [])),
    failed: found.flatMap((one) =>
      one.kind === 'failed' ? [{ number: one.number, reason: one.reason, isRefused: false }] : [],
    ),
  }
}

/** By number. */
type Stored = ReadonlyMap<number, { readonly id: PullRequestId; readonly payload: string }>

async function readStored({ tenant, repository }: SyncContext, numbers: readonly number[]): Promise<Stored> {
  if (numbers.length === 0) return new Map()
  const rows = await tenant.db
    .selectFrom('raw_pull_requests')
    .select(['id', 'number', 'payload'])
    .where('repository_id', '=', repository.id)
    .where('number', 'in', numbers)
    .execute()
  return new Map(rows.map(({ number, ...one }) => [number, one]))
}

async function queuedOf(
  { tenant, repository }: SyncContext,
  numbers: readonly number[],
): Promise<readonly number[]> {
  if (numbers.length === 0) return []
  const rows = await tenant.db
    .selectFrom('retry_queue')
    .select('number')
    .where('repository_id', '=', repository.id)
    .where('number', 'in', numbers)
    .execute()
  return rows.map(({ number }) => number)
}

/** Null where nothing was stored before. That it was updated is no difference by itself. */
function partsOf(before: string | null, after: string | null): string[] | null {
  if (before === null) return null
  if (after === null || before === after) return []
  const [old, now] = [fromPayload(before), fromPayload(after)]
  return (Object.keys(now) as (keyof RawPullRequest)[]).filter(
    (part) => part !== 'updatedAt' && JSON.stringify(old[part]) !== JSON.stringify(now[part]),
  )
}

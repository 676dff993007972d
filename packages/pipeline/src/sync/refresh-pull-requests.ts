/**
 * Reads some pull requests anew, whoever said that they have changed, and stores them as a crawl does: the newest wins,
 * what could not be read whole is queued, and what is gone is removed after a second look by its id.
 */
import { fromPayload, withBusyRetry } from '@upflow/db'
import type { Known, Unread } from '@upflow/github'
import type { PullRequestId, RawPullRequest, RepositoryId } from '@upflow/model'
import { putFacts } from '../repositories.ts'
import { removeGone } from './remove-gone.ts'
import { createQueue } from './retry-queue.ts'
import { createItemStore } from './store-items.ts'
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
  if (facts) {
    const found = await github.repositoryById(repository.id, signal)
    await withBusyRetry(() => putFacts(tenant, found), busy.retry)
  }
  const stored = createStored(context)
  const { known, absent, failed } = await findIds(context, numbers, stored.idOf)
  const read =
    known.length === 0
      ? { items: [], unread: [] }
      : await github.pullRequestsById(repository.id, known, { pageSize: 24, signal })
  const missing = new Set(read.unread.map(({ number }) => number))
  await removeGone(
    context,
    known.filter(({ number }) => missing.has(number) && stored.idOf(number) !== null),
  )
  const gone = known.flatMap(({ number, isStored }) =>
    isStored && stored.idOf(number) === null ? [number] : [],
  )
  const unread = [...failed, ...read.unread.filter(({ number }) => !gone.includes(number))]

  const store = createItemStore(tenant)
  const queue = createQueue(tenant, repository.id)
  const write = tenant.sqlite.transaction(() => {
    const before = new Map(read.items.map(({ number }) => [number, stored.payloadOf(number)]))
    const outcome = store(read.items)
    queue.settle(read.items)
    for (const number of absent) queue.forget(number)
    queue.add([...unread, ...outcome.failed], now())
    const notWhole = [...unread, ...outcome.failed].map(({ number }) => number)
    return {
      changed: outcome.changed,
      unread: notWhole.length,
      pullRequests: numbers.map((number): RefreshedPullRequest => {
        if (gone.includes(number)) return { number, became: 'gone', parts: [] }
        if (absent.includes(number)) return { number, became: 'absent', parts: [] }
        const parts = partsOf(before.get(number) ?? null, stored.payloadOf(number))
        if (notWhole.includes(number)) return { number, became: 'unread', parts: parts ?? [] }
        return {
          number,
          became: parts === null ? 'new' : parts.length > 0 ? 'changed' : 'unchanged',
          parts: parts ?? [],
        }
      }),
    }
  })
  const { pullRequests, ...counts } = await withBusyRetry(() => write.immediate(), busy.retry)
  return {
    pages: 0,
    seen: read.items.length,
    ...counts,
    factsMissing: releases ? await syncReleaseFacts(context, { everything: false }) : null,
    pullRequests,
  }
}

interface Asked extends Known {
  readonly isStored: boolean
}

/** Of those that are stored, the ids are known; GitHub is asked for the others'. */
async function findIds(
  { github, repository, signal }: SyncContext,
  numbers: readonly number[],
  idOf: (number: number) => PullRequestId | null,
): Promise<{ readonly known: Asked[]; readonly absent: number[]; readonly failed: Unread[] }> {
  const known = numbers.flatMap((number): Asked[] => {
    const id = idOf(number)
    return id === null ? [] : [{ id, number, isStored: true }]
  })
  const unknown = numbers.filter((number) => idOf(number) === null)
  const found = unknown.length === 0 ? [] : await github.lookUp(repository.id, unknown, signal)
  return {
    known: [
      ...known,
      ...found.flatMap((one): Asked[] =>
        one.kind === 'found' ? [{ id: one.id, number: one.number, isStored: false }] : [],
      ),
    ],
    absent: found.flatMap(({ kind, number }) => (kind === 'gone' ? [number] : [])),
    failed: found.flatMap((one) =>
      one.kind === 'failed' ? [{ number: one.number, reason: one.reason, isRefused: false }] : [],
    ),
  }
}

function createStored({ tenant, repository }: SyncContext) {
  const select = (column: 'id' | 'payload') =>
    tenant.sqlite
      .prepare<[RepositoryId, number], string>(
        `SELECT ${column} FROM raw_pull_requests WHERE repository_id = ? AND number = ?`,
      )
      .pluck()
  const [id, payload] = [select('id'), select('payload')]
  return {
    idOf: (number: number) => (id.get(repository.id, number) ?? null) as PullRequestId | null,
    payloadOf: (number: number) => payload.get(repository.id, number) ?? null,
  }
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

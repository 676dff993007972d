/** Pull requests that could not be read, or not whole: neither a reason to stop nor forgotten. */
import type { QueuedItem, TenantStore } from '@upflow/db'
import { type Found, GithubError, type Unread } from '@upflow/github'
import type { Instant, PullRequestId, RepositoryId } from '@upflow/model'
import { removeGone } from './remove-gone.ts'
import type { FactsMissing, SyncContext } from './sync-context.ts'
import { syncReleaseFacts } from './sync-release-facts.ts'

/** Those of which GitHub does not even give the number have numbers of ours, from 0 down. */
const isUnnamed = (number: number) => number <= 0
/** A minute, then twice as long each time, at most a day. */
const delaySeconds = (attempts: number) => Math.min(86_400, 60 * 2 ** attempts)

/** What was refused however it was asked for is not asked for again at once. */
export const toQueued = ({ number, reason, isRefused }: Unread, now: Instant): QueuedItem => ({
  number,
  reason,
  nextAt: isRefused ? unstorableNextAt(now) : now,
})

export const unstorableNextAt = (now: Instant): Instant => now + delaySeconds(0)

export interface Retried {
  /** What is still in the queue. */
  readonly left: number
  /** Of that, what GitHub would not give; not what could merely not be asked for this time. */
  readonly refused: number
  /** Of one of those. */
  readonly reason: string | null
  /** What of that which the release rule asks for could not be read; null when all was. */
  readonly factsMissing: FactsMissing | null
}

interface Due {
  readonly number: number
  readonly attempts: number
}

/** How many are tried again at once. */
const mostAtOnce = 200

/** Tries again what is due. That this fails for some, or at all, changes nothing of what was read. */
export async function retryUnread(context: SyncContext): Promise<Retried> {
  const { tenant, github, repository, signal, log, now } = context
  const due = await tenant.db
    .selectFrom('retry_queue')
    .select(['number', 'attempts'])
    .where('repository_id', '=', repository.id)
    .where('number', '>', 0)
    .where('next_at', '<=', now())
    .orderBy('next_at')
    .orderBy('number')
    .limit(mostAtOnce)
    .execute()
  let failed = new Set<number>()
  try {
    const found = await github.lookUp(
      repository.id,
      due.map(({ number }) => number),
      signal,
    )
    failed = new Set(found.flatMap(({ kind, number }) => (kind === 'failed' ? [number] : [])))
    await readAgain(context, due, found)
  } catch (error) {
    signal.throwIfAborted()
    // What is only to be waited for has not been tried.
    if (!(error instanceof GithubError) || error.code === 'github/rate-limited') throw error
    const reason = error.message
    log.warn(`what could not be read is left for later: ${reason}`)
    await tenant.commitRetry(
      {
        repositoryId: repository.id,
        items: [],
        gone: [],
        tried: toTried(due, now()),
        failed: due.map(({ number }) => ({ number, reason })),
      },
      context.busy.retry,
    )
    failed = new Set(due.map(({ number }) => number))
  }
  return {
    ...(await countLeft(tenant, repository.id, failed)),
    factsMissing: await syncReleaseFacts(context, { everything: false }),
  }
}

const toTried = (due: readonly Due[], now: Instant) =>
  due.map(({ number, attempts }) => ({ number, nextAt: now + delaySeconds(attempts) }))

async function readAgain(
  { tenant, github, repository, busy, signal, now }: SyncContext,
  due: readonly Due[],
  found: readonly Found[],
): Promise<void> {
  const known = found.flatMap((one) => (one.kind === 'found' ? [{ id: one.id, number: one.number }] : []))
  const { items, unread } = await github.pullRequestsById(repository.id, known, { pageSize: 24, signal })
  const gone = found.flatMap(({ kind, number }) => (kind === 'gone' ? [number] : []))
  const suspects = await findIds(tenant, repository.id, gone)
  await removeGone({ tenant, github, repository, busy, signal, now }, suspects)
  await tenant.commitRetry(
    {
      repositoryId: repository.id,
      items,
      gone,
      tried: toTried(due, now()),
      failed: [...found.flatMap((one) => (one.kind === 'failed' ? [one] : [])), ...unread],
    },
    busy.retry,
  )
}

async function findIds(
  { db }: TenantStore,
  repositoryId: RepositoryId,
  numbers: readonly number[],
): Promise<{ readonly id: PullRequestId; readonly number: number }[]> {
  if (numbers.length === 0) return []
  return db
    .selectFrom('raw_pull_requests')
    .select(['id', 'number'])
    .where('repository_id', '=', repositoryId)
    .where('number', 'in', numbers)
    .execute()
}

async function countLeft(
  { db }: TenantStore,
  repositoryId: RepositoryId,
  failed: ReadonlySet<number>,
): Promise<Omit<Retried, 'factsMissing'>> {
  const left = await db
    .selectFrom('retry_queue')
    .select(['number', 'reason'])
    .where('repository_id', '=', repositoryId)
    .orderBy('number')
    .execute()
  const refused = left.filter(({ number }) => !failed.has(number))
  const [first] = refused
  const named = first && (isUnnamed(first.number) ? first.reason : `number ${first.number}: ${first.reason}`)
  return { left: left.length, refused: refused.length, reason: named ?? null }
}

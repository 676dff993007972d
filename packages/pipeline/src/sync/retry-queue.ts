/** Pull requests that could not be read, or not whole: neither a reason to stop nor forgotten. */
import { type Tenant, withBusyRetry } from '@upflow/db'
import { type Found, GithubError, type Unread } from '@upflow/github'
import type { PullRequestId, RawPullRequest, RepositoryId } from '@upflow/model'
import { removeGone } from './remove-gone.ts'
import { createItemStore } from './store-items.ts'
import type { FactsMissing, SyncContext } from './sync-context.ts'
import { syncReleaseFacts } from './sync-release-facts.ts'

/** Those of which GitHub does not even give the number have numbers of ours, from 0 down. */
const isUnnamed = (number: number) => number <= 0
/** A minute, then twice as long each time, at most a day. */
const delaySeconds = (attempts: number) => Math.min(86_400, 60 * 2 ** attempts)

/** To be called in the transaction that writes the rows. */
export function createQueue({ sqlite }: Tenant, repositoryId: RepositoryId) {
  const put = sqlite.prepare(
    `INSERT INTO retry_queue (repository_id, number, reason, attempts, next_at) VALUES (?, ?, ?, 0, ?)
     ON CONFLICT (repository_id, number) DO UPDATE SET reason = excluded.reason`,
  )
  const remove = sqlite.prepare('DELETE FROM retry_queue WHERE repository_id = ? AND number = ?')
  const countUnnamed = sqlite
    .prepare<[string], number>('SELECT count(*) FROM retry_queue WHERE repository_id = ? AND number <= 0')
    .pluck()
  const removeUnnamed = sqlite.prepare('DELETE FROM retry_queue WHERE repository_id = ? AND number <= 0')
  const later = sqlite.prepare(
    'UPDATE retry_queue SET attempts = attempts + 1, reason = ?, next_at = ? WHERE repository_id = ? AND number = ?',
  )
  return {
    /** What was refused however it was asked for is not asked for again at once. */
    add(unread: readonly Unread[], now: number) {
      for (const { number, reason, isRefused } of unread)
        put.run(repositoryId, number, reason, isRefused ? now + delaySeconds(0) : now)
    },
    /**
     * @param reasons why GitHub left out those whose number it does not give either
     * @param isNews false when they may be the ones that are known: then only more of them are added
     */
    addUnnamed(reasons: readonly string[], now: number, { isNews }: { readonly isNews: boolean }) {
      const known = countUnnamed.get(repositoryId)!
      for (const [index, reason] of reasons.slice(isNews ? 0 : known).entries())
        put.run(repositoryId, -known - index, `GitHub gives neither it nor its number: ${reason}`, now)
    },
    /** Before a pass over everything, which finds them anew. */
    forgetUnnamed: () => void removeUnnamed.run(repositoryId),
    /** What was read whole is done with. */
    settle(items: readonly RawPullRequest[]) {
      for (const { number, incomplete } of items)
        if (incomplete.length === 0) remove.run(repositoryId, number)
    },
    forget: (number: number) => void remove.run(repositoryId, number),
    postpone: ({ number, attempts }: Due, reason: string, now: number) =>
      void later.run(reason, now + delaySeconds(attempts), repositoryId, number),
  }
}

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
  const due = tenant.sqlite
    .prepare<[string, number, number], Due>(
      `SELECT number, attempts FROM retry_queue WHERE repository_id = ? AND number > 0 AND next_at <= ?
       ORDER BY next_at, number LIMIT ?`,
    )
    .all(repository.id, now(), mostAtOnce)
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
    if (!(error instanceof GithubError)) throw error
    const reason = error.message
    log.warn(`what could not be read is left for later: ${reason}`)
    const queue = createQueue(tenant, repository.id)
    const postpone = tenant.sqlite.transaction(() => {
      for (const one of due) queue.postpone(one, reason, now())
    })
    await withBusyRetry(() => postpone.immediate(), context.busy.retry)
    failed = new Set(due.map(({ number }) => number))
  }
  return {
    ...countLeft(tenant, repository.id, failed),
    factsMissing: await syncReleaseFacts(context, { everything: false }),
  }
}

async function readAgain(
  { tenant, github, repository, busy, signal, now }: SyncContext,
  due: readonly Due[],
  found: readonly Found[],
): Promise<void> {
  const known = found.flatMap((one) => (one.kind === 'found' ? [{ id: one.id, number: one.number }] : []))
  const { items, unread } = await github.pullRequestsById(repository.id, known, { pageSize: 24, signal })
  const gone = found.flatMap(({ kind, number }) => (kind === 'gone' ? [number] : []))
  const idOf = tenant.sqlite
    .prepare<[string, number], PullRequestId>(
      'SELECT id FROM raw_pull_requests WHERE repository_id = ? AND number = ?',
    )
    .pluck()
  const suspects = gone.flatMap((number) => {
    const id = idOf.get(repository.id, number)
    return id === undefined ? [] : [{ id, number }]
  })
  await removeGone({ tenant, github, repository, busy, signal, now }, suspects)

  const store = createItemStore(tenant)
  const queue = createQueue(tenant, repository.id)
  const write = tenant.sqlite.transaction(() => {
    const stored = store(items)
    queue.settle(items)
    for (const number of gone) queue.forget(number)
    const reasons = new Map(
      [...found.flatMap((one) => (one.kind === 'failed' ? [one] : [])), ...unread, ...stored.failed].map(
        ({ number, reason }) => [number, reason],
      ),
    )
    for (const one of due) {
      const reason = reasons.get(one.number)
      if (reason !== undefined) queue.postpone(one, reason, now())
    }
  })
  await withBusyRetry(() => write.immediate(), busy.retry)
}

function countLeft(
  { sqlite }: Tenant,
  repositoryId: RepositoryId,
  failed: ReadonlySet<number>,
): Omit<Retried, 'factsMissing'> {
  const left = sqlite
    .prepare<[string], { number: number; reason: string }>(
      'SELECT number, reason FROM retry_queue WHERE repository_id = ? ORDER BY number',
    )
    .all(repositoryId)
  const refused = left.filter(({ number }) => !failed.has(number))
  const [first] = refused
  const named = first && (isUnnamed(first.number) ? first.reason : `number ${first.number}: ${first.reason}`)
  return { left: left.length, refused: refused.length, reason: named ?? null }
}

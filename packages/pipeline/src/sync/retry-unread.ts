/** Tries again what is in the queue and due. That this fails for some, or at all, changes nothing of what was read. */
import type { TenantStore } from '@upflow/db'
import type { Found } from '@upflow/github'
import type { Instant, PullRequestId, RepositoryId } from '@upflow/model'
import { PipelineError } from '../pipeline-error.ts'
import { passOverHistory } from './backfill-repository.ts'
import { removeGone } from './remove-gone.ts'
import { delaySeconds, isUnnamed } from './retry-queue.ts'
import type { FactsMissing, SyncContext } from './sync-context.ts'
import { syncReleaseFacts } from './sync-release-facts.ts'
import { pageToken, readState } from './sync-state.ts'
import { whyNotGiven } from './why-not-given.ts'

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

/** @param over the token of a pass that nobody goes on with, whatever it has come to; null when none is known to be so */
export async function retryUnread(context: SyncContext, over: string | null): Promise<Retried> {
  const { tenant, github, repository, signal, now } = context
  const unlisted = await listUnnamed(context, over)
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
  let failed: readonly number[] = []
  try {
    const found = await github.lookUp(
      repository.id,
      due.map(({ number }) => number),
      signal,
    )
    failed = found.flatMap(({ kind, number }) => (kind === 'failed' ? [number] : []))
    await readAgain(context, due, found)
  } catch (error) {
    const reason = await reasonOf(context, error)
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
    failed = due.map(({ number }) => number)
  }
  return {
    ...(await countLeft(tenant, repository.id, new Set([...unlisted, ...failed]))),
    factsMissing: await syncReleaseFacts(context, { everything: false }),
  }
}

/** @throws what is no answer of GitHub's, and what is only to be waited for: it has not been tried */
async function reasonOf(context: SyncContext, error: unknown): Promise<string> {
  const reason = await whyNotGiven(context, error)
  context.log.warn(`what could not be read is left for later: ${reason}`)
  return reason
}

/**
 * What has no number is found by a pass over the list of all, where it is due: it comes out with its number, is read, or
 * stays. Where another run is in the midst of such a pass, that one comes by it. @returns those that were not looked for
 */
async function listUnnamed(context: SyncContext, over: string | null): Promise<readonly number[]> {
  const { tenant, repository, now } = context
  const due = await tenant.db
    .selectFrom('retry_queue')
    .select('number')
    .where('repository_id', '=', repository.id)
    .where('number', '<=', 0)
    .where('next_at', '<=', now())
    .execute()
  if (due.length === 0) return []
  const notLookedFor = due.map(({ number }) => number)
  if (await isReadByAnother(context, over)) return notLookedFor
  try {
    await passOverHistory(context, { kind: 'backfill', files: false, missing: true, since: null })
    return []
  } catch (error) {
    const isSuperseded = error instanceof PipelineError && error.code === 'pipeline/superseded'
    if (!isSuperseded) await reasonOf(context, error)
    return notLookedFor
  }
}

/** A pass that has read no page for so long was given up, also by a run that has not ended: it is not waited for. */
const longestPauseSeconds = 6 * 3_600

async function isReadByAnother(
  { tenant, repository, token, now }: SyncContext,
  over: string | null,
): Promise<boolean> {
  const known = await readState(tenant, repository.id, 'backfill')
  if (known === null || known.completed_at !== null || known.pass_token === token) return false
  if (known.pass_token === over) return false
  const latest = await tenant.db
    .selectFrom('applied_tokens')
    .select('applied_at')
    .where('token', '=', pageToken(known.pass_token, known.pages - 1))
    .executeTakeFirst()
  return latest !== undefined && latest.applied_at > now() - longestPauseSeconds
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
  const absent = found.flatMap(({ kind, number }) => (kind === 'gone' ? [number] : []))
  const suspects = await findIds(tenant, repository.id, absent)
  const present = await removeGone({ tenant, github, repository, busy, signal, now }, suspects)
  const kept = new Set(present.map(({ number }) => number))
  await tenant.commitRetry(
    {
      repositoryId: repository.id,
      items,
      gone: absent.filter((number) => !kept.has(number)),
      tried: toTried(due, now()),
      failed: [
        ...found.flatMap((one) => (one.kind === 'failed' ? [one] : [])),
        ...present.map(({ number }) => ({ number, reason: 'GitHub knows it, but not by its number' })),
        ...unread,
      ],
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

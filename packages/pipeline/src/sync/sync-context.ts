/** What the sync of one repository works with. */
import type { TenantStore } from '@upflow/db'
import type { AccessFacts, GithubClient } from '@upflow/github'
import type { StepContext } from '@upflow/jobs'
import type { BusyLog } from '../busy-log.ts'
import type { Repository } from '../repositories.ts'
import type { Reached } from '../threads/progress-cell.ts'

export interface SyncContext extends Pick<StepContext, 'signal' | 'token' | 'log'> {
  readonly tenant: TenantStore
  readonly github: GithubClient
  readonly repository: Repository
  readonly busy: BusyLog
  readonly progress: (reached: Reached) => void
  /** Unix seconds. */
  readonly now: () => number
}

/** What of that which the release rule asks for could not be read, and why. */
export interface FactsMissing {
  readonly what: 'tags' | 'deployments'
  readonly reason: string
}

export interface SyncResult {
  readonly pages: number
  /** Pull requests read. */
  readonly seen: number
  /** Of them, new or different. */
  readonly changed: number
  /** In the retry queue. */
  readonly unread: number
  /** What of that which the release rule asks for could not be read; null when all was. */
  readonly factsMissing: FactsMissing | null
  /** What GitHub said last of the credential. */
  readonly access: AccessFacts | null
  /** That it is paused since the run began: nothing was read of it. */
  readonly isPaused?: true
}

export async function toResult(
  { tenant, github, repository }: SyncContext,
  { pages, seen, changed }: Pick<SyncResult, 'pages' | 'seen' | 'changed'>,
  factsMissing: FactsMissing | null,
): Promise<SyncResult> {
  const { unread } = await tenant.db
    .selectFrom('retry_queue')
    .select(({ fn }) => fn.countAll<number>().as('unread'))
    .where('repository_id', '=', repository.id)
    .executeTakeFirstOrThrow()
  return { pages, seen, changed, unread, factsMissing, access: github.accessFacts() }
}

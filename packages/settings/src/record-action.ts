/**
 * What is done to an organization beside setting it, in the same list: who changes a name, adds a repository or starts
 * a run is answered for like who changes a rule.
 */
import { type Tenant, withBusyRetry } from '@upflow/db'
import type { Instant, RepositoryId } from '@upflow/model'

export const actionKeys = [
  'organization',
  'name',
  'repository',
  'run',
  'export',
  'connection',
  'channel',
] as const
export type ActionKey = (typeof actionKeys)[number]

export interface Action {
  readonly key: ActionKey
  readonly by: string
  readonly repositoryId?: RepositoryId
  /** As JSON: what was there, and what is there after it; null for nothing. Never a secret. */
  readonly before: unknown
  readonly after: unknown
  /** Default: the present. */
  readonly now?: Instant
}

export async function recordAction(tenant: Tenant, action: Action): Promise<void> {
  await withBusyRetry(() => void putAction(tenant, action), tenant.retry)
}

/** As `recordAction`, within the transaction that does it. */
export function putAction(
  { sqlite }: Pick<Tenant, 'sqlite'>,
  { key, by, repositoryId, before, after, now = Math.floor(Date.now() / 1_000) }: Action,
): void {
  sqlite
    .prepare<[Readonly<Record<string, string | number | null>>]>(
      `INSERT INTO setting_changes (changed_at, changed_by, repository_id, key, before, after)
       VALUES (@changedAt, @changedBy, @repositoryId, @key, @before, @after)`,
    )
    .run({
      changedAt: now,
      changedBy: by,
      repositoryId: repositoryId ?? null,
      key,
      before: before === null ? null : JSON.stringify(before),
      after: after === null ? null : JSON.stringify(after),
    })
}

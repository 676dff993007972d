/**
 * What is done to an organization beside setting it, in the same list: who changes a name, adds a repository or starts
 * a run is answered for like who changes a rule.
 */
import type { NewSettingChange, TenantStore } from '@upflow/db'
import type { Instant, RepositoryId } from '@upflow/model'

export const actionKeys = [
  'organization',
  'name',
  'repository',
  'run',
  'export',
  'connection',
  'channel',
  'login',
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

export async function recordAction({ db }: Pick<TenantStore, 'db'>, action: Action): Promise<void> {
  await db.insertInto('setting_changes').values(toChangeRow(action)).execute()
}

/** For a transaction that does it. */
export const toChangeRow = ({
  key,
  by,
  repositoryId,
  before,
  after,
  now = Math.floor(Date.now() / 1_000),
}: Action): NewSettingChange => ({
  changed_at: now,
  changed_by: by,
  repository_id: repositoryId ?? null,
  key,
  before: before === null ? null : JSON.stringify(before),
  after: after === null ? null : JSON.stringify(after),
})

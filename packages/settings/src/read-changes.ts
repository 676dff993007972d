/** Who changed what, newest first. */
import { type Tenant, withBusyRetry } from '@upflow/db'
import type { Instant, RepositoryId } from '@upflow/model'
import type { ActionKey } from './record-action.ts'
import type { SettingKey } from './settings.ts'

export interface SettingChange {
  /** Grows with time. */
  readonly id: number
  readonly changedAt: Instant
  readonly changedBy: string
  /** Null for the organization. */
  readonly repositoryId: RepositoryId | null
  /** What was set, or done. */
  readonly key: SettingKey | ActionKey
  /** JSON; null for the default. Of a token, whether there was one. */
  readonly before: string | null
  readonly after: string | null
}

/** @param before the id before which a page begins */
export async function readChanges(
  { sqlite, retry }: Tenant,
  { limit, before = Number.MAX_SAFE_INTEGER }: { readonly limit: number; readonly before?: number },
): Promise<SettingChange[]> {
  const read = sqlite.prepare<[number, number], SettingChange>(
    `SELECT id, changed_at AS changedAt, changed_by AS changedBy, repository_id AS repositoryId, key, before, after
     FROM setting_changes WHERE id < ? ORDER BY id DESC LIMIT ?`,
  )
  return withBusyRetry(() => read.all(before, limit), retry)
}

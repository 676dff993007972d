/** Who changed or did what, newest first: all of it, or of one kind, or by whom. */
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

export interface WantedSettingChanges {
  readonly limit: number
  /** The id before which a page begins. */
  readonly before?: number
  readonly key?: SettingChange['key']
  /** Part of who changed it. */
  readonly who?: string
}

export async function readChanges(
  { sqlite, retry }: Tenant,
  { limit, before = Number.MAX_SAFE_INTEGER, key, who }: WantedSettingChanges,
): Promise<SettingChange[]> {
  const read = sqlite.prepare<[Readonly<Record<string, string | number | null>>], SettingChange>(
    `SELECT id, changed_at AS changedAt, changed_by AS changedBy, repository_id AS repositoryId, key, before, after
     FROM setting_changes
     WHERE id < @before AND (@key IS NULL OR key = @key) AND (@who IS NULL OR instr(lower(changed_by), lower(@who)) > 0)
     ORDER BY id DESC LIMIT @limit`,
  )
  return withBusyRetry(() => read.all({ limit, before, key: key ?? null, who: who ?? null }), retry)
}

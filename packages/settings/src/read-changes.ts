/** Who changed what, newest first. */
import type { TenantStore } from '@upflow/db'
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
  { db }: Pick<TenantStore, 'db'>,
  { limit, before = Number.MAX_SAFE_INTEGER }: { readonly limit: number; readonly before?: number },
): Promise<SettingChange[]> {
  const rows = await db
    .selectFrom('setting_changes')
    .selectAll()
    .where('id', '<', before)
    .orderBy('id', 'desc')
    .limit(limit)
    .execute()
  return rows.map((row) => ({
    id: row.id,
    changedAt: row.changed_at,
    changedBy: row.changed_by,
    repositoryId: row.repository_id,
    key: row.key as SettingChange['key'],
    before: row.before,
    after: row.after,
  }))
}

/** Who changed or did what, newest first: all of it, or of one kind, or by whom. */
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

export interface WantedSettingChanges {
  readonly limit: number
  /** The id before which a page begins. */
  readonly before?: number
  readonly key?: SettingChange['key']
  /** Part of who changed it. */
  readonly who?: string
}

export async function readChanges(
  { db }: Pick<TenantStore, 'db'>,
  { limit, before = Number.MAX_SAFE_INTEGER, key, who }: WantedSettingChanges,
): Promise<SettingChange[]> {
  const rows = await db
    .selectFrom('setting_changes')
    .selectAll()
    .where('id', '<', before)
    .$if(key !== undefined, (query) => query.where('key', '=', key!))
    .$if(who !== undefined && who !== '', (query) =>
      // Without what it contains it is another: as both kinds of databases say it.
      query.where(({ eb, fn, val }) => {
        const lower = fn<string>('lower', ['changed_by'])
        return eb(fn<string>('replace', [lower, fn('lower', [val(who!)]), val('')]), '<>', lower)
      }),
    )
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

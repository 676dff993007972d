/** Who changed or did what, newest first: all of it, or of one kind, or by whom. */
import { setImmediate } from 'node:timers/promises'
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

/** So many lines at a time, between which the loop turns: there is no index of what they are about. */
const stretch = 10_000

export async function readChanges(
  { db }: Pick<TenantStore, 'db'>,
  { limit, before = Number.POSITIVE_INFINITY, ...wanted }: WantedSettingChanges,
): Promise<SettingChange[]> {
  const found: SettingChange[] = []
  let below = Math.min(before, await endOf(db))
  while (found.length < limit && below > 0) {
    const from = below - stretch
    found.push(...(await readStretch(db, wanted, { from, below, most: limit - found.length })))
    below = from
    await setImmediate()
  }
  return found
}

type Db = TenantStore['db']

async function endOf(db: Db): Promise<number> {
  const last = await db
    .selectFrom('setting_changes')
    .select('id')
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst()
  return (last?.id ?? 0) + 1
}

async function readStretch(
  db: Db,
  { key, who }: Pick<WantedSettingChanges, 'key' | 'who'>,
  { from, below, most }: { readonly from: number; readonly below: number; readonly most: number },
): Promise<SettingChange[]> {
  const rows = await db
    .selectFrom('setting_changes')
    .selectAll()
    .where('id', '>=', from)
    .where('id', '<', below)
    .$if(key !== undefined, (query) => query.where('key', '=', key!))
    .$if(who !== undefined && who !== '', (query) =>
      // Without what it contains it is another: as both kinds of databases say it.
      query.where(({ eb, fn, val }) => {
        const lower = fn<string>('lower', ['changed_by'])
        return eb(fn<string>('replace', [lower, fn('lower', [val(who!)]), val('')]), '<>', lower)
      }),
    )
    .orderBy('id', 'desc')
    .limit(most)
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

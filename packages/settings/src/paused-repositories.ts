/**
 * Repositories of which nothing is read for now: since when, and who said so. What was read of them stays and counts. A
 * row of the settings for each, so that two who pause different ones at once do not write over each other.
 */
import type { Sqlite, TenantStore } from '@upflow/db'
import { type Instant, type RepositoryId, toRepositoryId } from '@upflow/model'
import { toChangeRow } from './record-action.ts'

export interface Pause {
  readonly since: Instant
  readonly by: string
}

const prefix = 'paused:'

type Pauses = ReadonlyMap<RepositoryId, Pause>

/** Of the repositories that are paused. */
export const pausesOf = async ({ db }: Pick<TenantStore, 'db'>): Promise<Pauses> =>
  toPauses(await db.selectFrom('settings').selectAll().where('key', 'like', `${prefix}%`).execute())

/** As `pausesOf`, for a transaction of the caller's. */
export const storedPauses = ({ sqlite }: { readonly sqlite: Sqlite }): Pauses =>
  toPauses(
    sqlite.prepare<[string], Row>('SELECT key, value FROM settings WHERE key LIKE ?').all(`${prefix}%`),
  )

interface Row {
  readonly key: string
  readonly value: string
}

const toPauses = (rows: readonly Row[]): Pauses =>
  new Map(
    rows.map(({ key, value }) => [toRepositoryId(key.slice(prefix.length)), JSON.parse(value) as Pause]),
  )

export interface WantedPause {
  readonly repositoryId: RepositoryId
  /** `owner/name`, for the audit. */
  readonly name: string
  readonly isPaused: boolean
  readonly by: string
  /** Default: the present. */
  readonly now?: Instant
}

/** @returns false where it was so already: then nothing is written */
export async function setPaused(tenant: TenantStore, wanted: WantedPause): Promise<boolean> {
  const { repositoryId, name, isPaused, by, now = Math.floor(Date.now() / 1_000) } = wanted
  const place = { key: prefix + repositoryId, repositoryId: null }
  const [before, after] = [!isPaused, isPaused].map((paused) => ({ name, isPaused: paused }))
  const text = isPaused ? JSON.stringify({ since: now, by } satisfies Pause) : null
  for (;;) {
    const stored = await tenant.db
      .selectFrom('settings')
      .select('value')
      .where('key', '=', place.key)
      .executeTakeFirst()
    if ((stored !== undefined) === isPaused) return false
    const ids = await tenant.commitSettings({
      expected: [{ ...place, text: stored?.value ?? null }],
      texts: [{ ...place, text }],
      changes: [toChangeRow({ key: 'repository', by, repositoryId, before, after, now })],
    })
    // Null: somebody else was quicker.
    if (ids !== null) return true
  }
}

/** Of a repository that is removed. */
export async function forgetPause(
  { db }: Pick<TenantStore, 'db'>,
  repositoryId: RepositoryId,
): Promise<void> {
  await db
    .deleteFrom('settings')
    .where('key', '=', prefix + repositoryId)
    .execute()
}

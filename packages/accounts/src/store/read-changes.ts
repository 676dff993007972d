/**
 * Reads who changed what, the newest first, by what it is about and whose it is. There is no index of that: it is
 * looked for a stretch of lines at a time, between which the loop turns.
 */
import { setImmediate } from 'node:timers/promises'
import type { Sqlite } from '@upflow/db'
import type { AccountFile } from './account-file.ts'
import type { AccountChange, ChangeKind } from './changes.ts'

export interface WantedChanges {
  /** Null for what is of the whole installation alone. Default: all. */
  readonly organization?: string | null
  readonly what?: ChangeKind
  /** Part of who did it, or of whom it is about. */
  readonly who?: string
  /** The id before which a page begins. */
  readonly before?: number
  /** Default: 100. */
  readonly limit?: number
}

const stretch = 10_000

export async function readAccountChanges(
  file: AccountFile,
  { before, limit = 100, ...wanted }: WantedChanges,
): Promise<AccountChange[]> {
  const found: AccountChange[] = []
  let below = Math.min(before ?? Number.POSITIVE_INFINITY, await file.read(endOf))
  while (found.length < limit && below > 0) {
    const from = below - stretch
    found.push(
      ...(await file.read((sqlite) => readStretch(sqlite, wanted, [from, below, limit - found.length]))),
    )
    below = from
    await setImmediate()
  }
  return found
}

const endOf = (sqlite: Sqlite): number =>
  sqlite.prepare<[], number>('SELECT coalesce(max(id), 0) + 1 FROM account_changes').pluck().get()!

function readStretch(
  sqlite: Sqlite,
  { organization, what, who }: WantedChanges,
  [from, below, most]: readonly [from: number, below: number, most: number],
): AccountChange[] {
  return sqlite
    .prepare<[Readonly<Record<string, string | number | null>>], AccountChange>(
      `SELECT id, changed_at AS changedAt, changed_by AS changedBy, organization_id AS organizationId, what, subject,
         before, after
       FROM account_changes
       WHERE id >= @from AND id < @below
         AND (@isOfAll OR organization_id IS @organization)
         AND (@what IS NULL OR what = @what)
         AND (@who IS NULL OR instr(lower(changed_by || ' ' || subject), lower(@who)) > 0)
       ORDER BY id DESC LIMIT @most`,
    )
    .all({
      from,
      below,
      most,
      isOfAll: organization === undefined ? 1 : 0,
      organization: organization ?? null,
      what: what ?? null,
      who: who ?? null,
    })
}

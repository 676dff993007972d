/**
 * Reads who changed what, the newest first: all of it, or of one kind by its index. There is none of the rest, so that it
 * is looked for a stretch of lines at a time, between which the loop turns.
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
  { before = Number.MAX_SAFE_INTEGER, limit = 100, ...wanted }: WantedChanges,
): Promise<AccountChange[]> {
  const found: AccountChange[] = []
  for (let below: number | null = before; below !== null && found.length < limit; ) {
    const place: Place = { below, most: limit - found.length }
    const { changes, next } = await file.read((sqlite) => readStretch(sqlite, wanted, place))
    found.push(...changes)
    below = next
    await setImmediate()
  }
  return found
}

interface Place {
  /** The id before which a stretch begins. */
  readonly below: number
  readonly most: number
}

type Bound = Readonly<Record<string, string | number | null>>

/** @returns with the id before which the next stretch begins; null after the last */
function readStretch(
  sqlite: Sqlite,
  { organization, what, who }: WantedChanges,
  { below, most }: Place,
): { readonly changes: readonly AccountChange[]; readonly next: number | null } {
  const ofKind = what === undefined ? '' : 'what = @what AND'
  const first = sqlite
    .prepare<[Bound], number>(
      `SELECT id FROM account_changes WHERE ${ofKind} id < @below ORDER BY id DESC LIMIT 1 OFFSET ${stretch - 1}`,
    )
    .pluck()
    .get({ below, what: what ?? null })
  const changes = sqlite
    .prepare<[Bound], AccountChange>(
      `SELECT id, changed_at AS changedAt, changed_by AS changedBy, organization_id AS organizationId, what, subject,
         before, after
       FROM account_changes
       WHERE ${ofKind} id >= @from AND id < @below
         AND (@isOfAll OR organization_id IS @organization)
         AND (@who IS NULL OR instr(lower(changed_by || ' ' || subject), lower(@who)) > 0)
       ORDER BY id DESC LIMIT @most`,
    )
    .all({
      from: first ?? 0,
      below,
      most,
      isOfAll: organization === undefined ? 1 : 0,
      organization: organization ?? null,
      what: what ?? null,
      who: who ?? null,
    })
  return { changes, next: first ?? null }
}

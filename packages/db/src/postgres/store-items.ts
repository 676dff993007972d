/**
 * Stores what a page brought, all in one statement. Where the values of one of them cannot be stored, that one is found
 * and left out: a reason to queue it, and no reason to lose the others.
 */
import type { RawPullRequest } from '@upflow/model'
import type { PoolClient } from 'pg'
import { newestWins, type Stored, toUnstorable, type Unstorable } from '../store/page-decisions.ts'
import { keyOf, toRawRow } from '../tenant/raw-pull-requests.ts'
import type { Schema } from './schema.ts'

/** @param unstorable what is known not to go in */
export async function storeItems(
  client: PoolClient,
  schema: Schema,
  {
    ordinal,
    items,
    unstorable,
  }: {
    readonly ordinal: number
    readonly items: readonly RawPullRequest[]
    readonly unstorable: readonly Unstorable[]
  },
): Promise<Stored> {
  const without = new Set(unstorable.map(({ number }) => number))
  const rows: (ReturnType<typeof toRawRow> & { readonly key: number })[] = []
  const failed = [...unstorable]
  for (const item of bestOfEach(items)) {
    if (without.has(item.number)) continue
    try {
      rows.push({ key: keyOf(ordinal, item.number), ...toRawRow(item) })
    } catch (error) {
      failed.push(toUnstorable(item.number, error))
    }
  }
  const written = await schema.put(
    client,
    { table: 'raw_pull_requests', key: ['key'], guard: newestWins },
    rows,
  )
  const changed = new Set(written.map(({ key }) => key))
  return {
    changed: changed.size,
    unchanged: new Set(rows.flatMap(({ key, number }) => (changed.has(key) ? [] : [number]))),
    failed,
  }
}

/** One that a page has twice is stored as the one that would win over the other. */
function bestOfEach(items: readonly RawPullRequest[]): Iterable<RawPullRequest> {
  const best = new Map<number, RawPullRequest>()
  for (const item of items) {
    const known = best.get(item.number)
    const isBetter =
      !known ||
      item.updatedAt > known.updatedAt ||
      (item.updatedAt === known.updatedAt && (item.incomplete.length === 0 || known.incomplete.length > 0))
    if (isBetter) best.set(item.number, item)
  }
  return best.values()
}

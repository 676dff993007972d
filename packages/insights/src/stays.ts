/**
 * Which states pull requests were in when, from their histories: exact for any instant, as known today and under today's
 * rules. A history takes longer to parse than all else that is asked of it, so what was parsed is kept. In the calling
 * thread.
 */
import type { Sqlite } from '@upflow/db'
import type { Instant } from '@upflow/model'
import { type Follow, follow, followed, type Read } from './followed-reads.ts'
import type { Kept, KeptName } from './kept-reads.ts'

/** A state from an instant to another; null while it lasts. */
export interface Stay {
  readonly state: string
  readonly turn: string | null
  readonly from: Instant
  readonly to: Instant | null
}

/** Somebody is waited for who has not said anything, whether anybody was asked or not. */
export const isAwaitingFirst = ({ state }: Pick<Stay, 'state'>): boolean =>
  state === 'awaiting-request' || state === 'awaiting-review'

/** What of a history (history.ts of `@upflow/db`) says when which state held. */
export function toStays(history: string): Stay[] {
  const { boundaries, states } = JSON.parse(history) as {
    readonly boundaries: readonly (readonly [string, number] | null)[]
    readonly states: readonly (readonly [string, string | null])[]
  }
  return states.map(([state, turn], index) => ({
    state,
    turn,
    from: boundaries[index]![1],
    to: boundaries[index + 1]?.[1] ?? null,
  }))
}

type Known = Map<number, readonly Stay[]>

const following: Follow<Known> = {
  name: { name: 'stays', isFollowed: true } satisfies KeptName<Read<Known>>,
  update(known, changed) {
    for (const key of changed) known.delete(key)
    return known
  },
  // Objects of four fields, some to a pull request.
  bytesOf: (known) => known.size * 400,
}

/** Of these pull requests, by key, those that have a history: as the transaction under way sees them. */
export function staysOf(
  sqlite: Sqlite,
  keys: readonly number[],
  kept: Kept | null,
): ReadonlyMap<number, readonly Stay[]> {
  const known = followed(sqlite, kept, following) ?? new Map()
  const missing = keys.filter((key) => !known.has(key))
  const rows = sqlite
    .prepare<[string], [key: number, history: string]>(
      `SELECT d.pull_request_key, d.history FROM json_each(?) AS one
       CROSS JOIN analysis_details AS d ON d.pull_request_key = one.value`,
    )
    .raw()
    .iterate(JSON.stringify(missing))
  for (const [key, history] of rows) known.set(key, toStays(history))
  if (missing.length > 0) follow(sqlite, kept, following, known)
  return known
}

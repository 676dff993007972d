/**
 * Which states pull requests were in when, from their histories: exact for any instant, as known today and under today's
 * rules. A history takes longer to parse than all else that is asked of it, so what was parsed is kept. In the calling
 * thread.
 */
import type { Sqlite } from '@upflow/db'
import type { Instant } from '@upflow/model'
import { type Follow, follow, followed } from './followed-reads.ts'
import type { Kept } from './kept-reads.ts'

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

/** By the key of the pull request, and how many bytes they take about. */
interface Known {
  readonly stays: Map<number, readonly Stay[]>
  bytes: number
}

/** Objects of four fields in a list. */
const bytesOf = (stays: readonly Stay[]): number => 100 + 90 * stays.length

/** Of all that may be kept: the rest is for columns, which more questions are answered from. */
const share = 0.25

const following: Follow<Known> = {
  name: { name: 'stays', isFollowed: true },
  update(known, changed) {
    for (const key of changed) {
      known.bytes -= known.stays.has(key) ? bytesOf(known.stays.get(key)!) : 0
      known.stays.delete(key)
    }
    return known
  },
  bytesOf: ({ bytes }) => bytes,
}

/**
 * Looks at the stays of pull requests one after the other, in no order, as the transaction under way sees them: of those
 * that have a history. What was not kept yet is, while there is room for it.
 * @param visit with the place of its key among `keys`
 */
export function visitStays(
  sqlite: Sqlite,
  keys: readonly number[],
  kept: Kept | null,
  visit: (at: number, stays: readonly Stay[]) => void,
): void {
  const known = followed(sqlite, kept, following) ?? { stays: new Map(), bytes: 0 }
  const missing: number[] = []
  for (let at = 0; at < keys.length; at++) {
    const stays = known.stays.get(keys[at]!)
    if (stays === undefined) missing.push(at)
    else visit(at, stays)
  }
  if (missing.length === 0) return
  const room = kept === null ? 0 : share * kept.mostBytes
  const rows = sqlite
    .prepare<[string], [place: number, history: string]>(
      `SELECT one.key, d.history FROM json_each(?) AS one
       CROSS JOIN analysis_details AS d ON d.pull_request_key = one.value`,
    )
    .raw()
    .iterate(JSON.stringify(missing.map((at) => keys[at]!)))
  for (const [place, history] of rows) {
    const at = missing[place]!
    const stays = toStays(history)
    visit(at, stays)
    if (known.bytes + bytesOf(stays) > room) continue
    known.stays.set(keys[at]!, stays)
    known.bytes += bytesOf(stays)
  }
  follow(sqlite, kept, following, known)
}

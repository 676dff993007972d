/**
 * The segments of an analysis as one compact text. They abut, so what is kept is their states and the boundaries
 * between them: n states have n + 1 boundaries, the last of which is null while it lasts. The view `segments` gives them
 * their names in SQL. Where a reason's address begins with the pull request's, only the rest of it is kept.
 */
import type { Actor } from '@upflow/model'
import { lengthenAddress, shortenAddress } from './address.ts'

/** As the analyzer has them; this package knows no analyzer. */
export interface HistoryReason {
  readonly kind: string
  readonly at: number
  readonly actor: Actor | null
  readonly id: string | null
  readonly url: string | null
}

export interface HistorySegment {
  readonly state: string
  readonly turn: string | null
  readonly from: number
  readonly to: number | null
  readonly workingSeconds: number | null
  readonly because: HistoryReason
  readonly until: HistoryReason | null
}

interface History {
  /** kind, login, id */
  readonly actors: readonly [Actor['kind'], string, string | null][]
  /** kind, at, actor (an index), id, url */
  readonly boundaries: readonly (Boundary | null)[]
  /** state, turn, working seconds */
  readonly states: readonly [string, string | null, number | null][]
}

type Boundary = [string, number, number | null, string | null, string | null]

/** Addresses may be whole or, as `fromPayload` gives them when asked to, shortened already. */
export function toHistory(segments: readonly HistorySegment[], pullRequestUrl: string): string {
  const known: Actor[] = []
  const indexOf = (actor: Actor): number => {
    const index = known.findIndex(
      (one) => one === actor || (one.id === actor.id && one.login === actor.login && one.kind === actor.kind),
    )
    return index >= 0 ? index : known.push(actor) - 1
  }
  const toBoundary = ({ kind, at, actor, id, url }: HistoryReason): Boundary => [
    kind,
    at,
    actor && indexOf(actor),
    id,
    shortenAddress(url, pullRequestUrl),
  ]
  const boundaries: (Boundary | null)[] = []
  const states: History['states'][number][] = []
  for (const { because, state, turn, workingSeconds } of segments) {
    boundaries.push(toBoundary(because))
    states.push([state, turn, workingSeconds])
  }
  const last = segments.at(-1)
  if (last) boundaries.push(last.until && toBoundary(last.until))
  const actors = known.map(({ kind, login, id }): History['actors'][number] => [kind, login, id])
  return JSON.stringify({ actors, boundaries, states } satisfies History)
}

export function fromHistory(text: string, pullRequestUrl: string): HistorySegment[] {
  const { actors, boundaries, states } = JSON.parse(text) as History
  const reasons = boundaries.map((boundary): HistoryReason | null => {
    if (boundary === null) return null
    const [kind, at, index, id, url] = boundary
    const actor = index === null ? null : actors[index]!
    return {
      kind,
      at,
      actor: actor && { kind: actor[0], login: actor[1], id: actor[2] },
      id,
      url: lengthenAddress(url, pullRequestUrl),
    }
  })
  return states.map(([state, turn, workingSeconds], index) => {
    const because = reasons[index]!
    const until = reasons[index + 1] ?? null
    return { state, turn, from: because.at, to: until?.at ?? null, workingSeconds, because, until }
  })
}

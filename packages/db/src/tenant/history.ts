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

export function toHistory(segments: readonly HistorySegment[], pullRequestUrl: string): string {
  const actors: [Actor['kind'], string, string | null][] = []
  const indexOf = ({ kind, login, id }: Actor): number => {
    const known = actors.findIndex((actor) => actor[2] === id && actor[1] === login && actor[0] === kind)
    return known >= 0 ? known : actors.push([kind, login, id]) - 1
  }
  const toBoundary = ({ kind, at, actor, id, url }: HistoryReason): Boundary => [
    kind,
    at,
    actor && indexOf(actor),
    id,
    shortenAddress(url, pullRequestUrl),
  ]
  const last = segments.at(-1)
  const history: History = {
    actors,
    boundaries: [
      ...segments.map(({ because }) => toBoundary(because)),
      ...(last ? [last.until && toBoundary(last.until)] : []),
    ],
    states: segments.map(({ state, turn, workingSeconds }) => [state, turn, workingSeconds]),
  }
  return JSON.stringify(history)
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

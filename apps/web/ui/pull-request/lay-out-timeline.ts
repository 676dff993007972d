/** What stands where on the timeline: states, boundaries, events, and a row per reviewer. Pixels; nothing is drawn. */
import type { Ignored, Reason, Segment, Story } from '../api/types.ts'
import { type StateKey, toStateKey } from '../states/states.ts'
import type { TimeScale } from './time-scale.ts'

export interface PlacedSegment {
  readonly index: number
  readonly key: StateKey
  readonly left: number
  readonly right: number
  readonly isOpen: boolean
}

/** Where one state became another, or where the last one ended. */
export interface Boundary {
  /** Of the segment that it begins; the number of segments for the end. */
  readonly index: number
  readonly x: number
  readonly reason: Reason
}

export interface PlacedEvent {
  readonly x: number
  readonly at: number
  readonly words: string
  readonly who: string | null
  /** False for what was looked at and left out. */
  readonly counted: boolean
  readonly shape: 'circle' | 'up' | 'diamond' | 'square'
  readonly url: string | null
}

export interface ReviewerRow {
  readonly reviewer: string
  readonly spans: readonly {
    readonly left: number
    readonly right: number
    readonly how: 'answered' | 'removed' | 'open'
    readonly seconds: number | null
    readonly workingSeconds: number | null
  }[]
  readonly responses: readonly { readonly x: number; readonly kind: string; readonly at: number }[]
}

export interface TimelineLayout {
  readonly segments: readonly PlacedSegment[]
  readonly boundaries: readonly Boundary[]
  readonly events: readonly PlacedEvent[]
  readonly reviewers: readonly ReviewerRow[]
}

export function layOutTimeline(story: Story, scale: TimeScale): TimelineLayout {
  const { segments } = story
  const last = segments.at(-1)
  return {
    segments: segments.map(({ from, state, to, turn }, index) => ({
      index,
      key: toStateKey(state, turn),
      left: scale.x(from),
      right: scale.x(to ?? scale.to),
      isOpen: to === null,
    })),
    boundaries: [
      ...segments.map(({ because, from }, index) => ({ index, x: scale.x(from), reason: because })),
      ...(last?.until ? [{ index: segments.length, x: scale.x(last.until.at), reason: last.until }] : []),
    ],
    events: eventsOf(story, scale),
    reviewers: reviewersOf(story, scale),
  }
}

/** Every instant at which something is drawn. */
export const instantsOf = ({ segments, requests, responses, ignored }: Story): number[] =>
  [
    ...segments.flatMap(({ from, to }) => [from, to]),
    ...requests.flatMap(({ requestedAt, respondedAt, removedAt }) => [requestedAt, respondedAt, removedAt]),
    ...responses.map(({ at }) => at),
    ...ignored.map(({ at }) => at),
  ].filter((at): at is number => at !== null)

const shapes: Readonly<Record<string, PlacedEvent['shape']>> = {
  approval: 'up',
  'changes-requested': 'square',
  merge: 'diamond',
  close: 'diamond',
  release: 'diamond',
}

function eventsOf({ segments, responses, ignored }: Story, scale: TimeScale): PlacedEvent[] {
  const reasons = [...segments.map(({ because }) => because), ...lastReason(segments)]
  const counted = reasons.map((reason) => ({
    x: scale.x(reason.at),
    at: reason.at,
    words: reason.event,
    who: reason.actor?.login ?? null,
    counted: true,
    shape: shapes[reason.kind] ?? 'circle',
    url: reason.url,
  }))
  const known = new Set(reasons.map(({ id }) => id))
  return [
    ...ignored.filter(isPlaced).map(({ actor, at, kind, words }) => ({
      x: scale.x(at),
      at,
      words: `${kind}, does not count: ${words}`,
      who: actor?.login ?? null,
      counted: false,
      shape: 'circle' as const,
      url: null,
    })),
    ...responses
      .filter(({ id }) => !known.has(id))
      .map(({ at, kind, reviewer, words }) => ({
        x: scale.x(at),
        at,
        words,
        who: reviewer.login,
        counted: true,
        shape: shapes[kind] ?? ('circle' as const),
        url: null,
      })),
    ...counted,
  ].sort((a, b) => a.at - b.at)
}

const lastReason = (segments: readonly Segment[]): Reason[] => {
  const until = segments.at(-1)?.until
  return until ? [until] : []
}

const isPlaced = (one: Ignored): one is Ignored & { at: number } => one.at !== null

/** By when they first appear. */
function reviewersOf({ requests, responses }: Story, scale: TimeScale): ReviewerRow[] {
  const firstSeen = new Map<string, number>()
  const see = (login: string, at: number) => firstSeen.set(login, Math.min(firstSeen.get(login) ?? at, at))
  for (const { reviewer, requestedAt } of requests) see(reviewer.login, requestedAt)
  for (const { reviewer, at } of responses) see(reviewer.login, at)
  return [...firstSeen]
    .sort((a, b) => a[1] - b[1])
    .map(([login]) => ({
      reviewer: login,
      spans: requests
        .filter(({ reviewer }) => reviewer.login === login)
        .map((request) => {
          const end = request.respondedAt ?? request.removedAt
          return {
            left: scale.x(request.requestedAt),
            right: scale.x(end ?? scale.to),
            how:
              request.respondedAt !== null
                ? ('answered' as const)
                : end !== null
                  ? ('removed' as const)
                  : ('open' as const),
            seconds: request.seconds,
            workingSeconds: request.workingSeconds,
          }
        }),
      responses: responses
        .filter(({ reviewer }) => reviewer.login === login)
        .map(({ at, kind }) => ({ x: scale.x(at), kind, at })),
    }))
}

/** When a pull request was a draft and when it was closed, read off its events and held against what it says of itself. */
import type { Instant, PlainEventKind, RawPullRequest, TimelineEvent } from '@upflow/model'

/** From when to when; `to` is null when it lasted to the end. */
export interface Period {
  readonly from: Instant
  readonly to: Instant | null
  /** Null for a draft that was opened as one. */
  readonly begunBy: TimelineEvent | null
  readonly endedBy: TimelineEvent | null
}

/** In the first second of a period what is said counts as said before it. */
export const isAfterStart = ({ from, to }: Period, at: Instant): boolean =>
  at > from && (to === null || at < to)

/** In the first second of a period what is said counts as said in it. */
export const isFromStart = ({ from, to }: Period, at: Instant): boolean =>
  at >= from && (to === null || at < to)

/** The instant after which nothing counts: the last merge, else the close of a closed pull request. */
export const endOf = (pullRequest: RawPullRequest): Instant | null =>
  pullRequest.mergedAt ?? closeOf(pullRequest)

/** As GitHub says; null while it is open, again or still. */
export function closeOf({ state, closedAt, events }: RawPullRequest): Instant | null {
  if (state === 'open') return null
  if (closedAt !== null) return closedAt
  const closes = events.filter((event) => event.kind === 'closed').map((event) => event.at)
  return closes.length > 0 ? Math.max(...closes) : null
}

/** The times that it was closed and later reopened; the final close is not one of them. */
export function closedPeriods(pullRequest: RawPullRequest): readonly Period[] {
  const switches = switchesOf(pullRequest, 'closed', 'reopened')
  if (switches.length === 0) return none
  return periodsBetween(switches, null).filter((period) => period.to !== null)
}

/** The times that it was a draft. The first second that turns it tells how it was opened; without any, what it is now. */
export function draftPeriods(pullRequest: RawPullRequest): readonly Period[] {
  const { isDraft, createdAt } = pullRequest
  const switches = switchesOf(pullRequest, 'converted-to-draft', 'ready-for-review')
  if (switches.length === 0 && !isDraft) return none
  const turned = switches.find(({ surplus }) => surplus !== 0)
  const openedAsDraft = turned ? turned.surplus < 0 : isDraft
  return periodsBetween(switches, openedAsDraft ? { from: createdAt, begunBy: null } : null)
}

const none: readonly Period[] = []

function periodsBetween(
  switches: readonly Switch[],
  onAtFirst: Pick<Period, 'from' | 'begunBy'> | null,
): Period[] {
  const periods: Period[] = []
  let open = onAtFirst
  for (const { at, on, off, surplus } of switches) {
    // What is turned off and on again within a second was never off.
    if (open && surplus >= 0) continue
    if (on) open ??= { from: at, begunBy: on }
    if (open && off && surplus <= 0) {
      periods.push({ from: open.from, to: at, begunBy: open.begunBy, endedBy: off })
      open = null
    }
  }
  if (open) periods.push({ from: open.from, to: null, begunBy: open.begunBy, endedBy: null })
  return periods
}

/** What a second holds of the two kinds; which came first within it, only what was before and what comes after tell. */
interface Switch {
  readonly at: Instant
  readonly on: TimelineEvent | null
  readonly off: TimelineEvent | null
  /** By how many it was turned on more often than off. */
  readonly surplus: number
}

/** By time, from creation to the end. */
function switchesOf(
  pullRequest: RawPullRequest,
  onKind: PlainEventKind,
  offKind: PlainEventKind,
): readonly Switch[] {
  const { createdAt, events } = pullRequest
  const end = endOf(pullRequest) ?? Number.POSITIVE_INFINITY
  const inside = events.filter(
    ({ kind, at }) => (kind === onKind || kind === offKind) && at >= createdAt && at <= end,
  )
  if (inside.length === 0) return []
  inside.sort(
    (a, b) => a.at - b.at || compare(a.id ?? '', b.id ?? '') || compare(a.actor.login, b.actor.login),
  )
  return [...new Set(inside.map(({ at }) => at))].map((at) => {
    const [on, off] = [onKind, offKind].map((kind) =>
      inside.filter((event) => event.at === at && event.kind === kind),
    ) as [TimelineEvent[], TimelineEvent[]]
    return { at, on: on[0] ?? null, off: off[0] ?? null, surplus: countOf(on) - countOf(off) }
  })
}

/** An event that is sent twice is one. */
export function countOf(events: readonly TimelineEvent[]): number {
  const ids = events.flatMap(({ id }) => id ?? [])
  return new Set(ids).size + events.length - ids.length
}

export const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

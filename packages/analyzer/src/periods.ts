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
export function closedPeriods(pullRequest: RawPullRequest): Period[] {
  return periodsBetween(pullRequest, 'closed', 'reopened', false).filter((period) => period.to !== null)
}

/** The times that it was a draft. The first event tells how it was opened; without any, what it is now. */
export function draftPeriods(pullRequest: RawPullRequest): Period[] {
  const first = switches(pullRequest, 'converted-to-draft', 'ready-for-review')[0]
  const openedAsDraft = first ? !first.on : pullRequest.isDraft
  return periodsBetween(pullRequest, 'converted-to-draft', 'ready-for-review', openedAsDraft)
}

function periodsBetween(
  pullRequest: RawPullRequest,
  onKind: PlainEventKind,
  offKind: PlainEventKind,
  onAtFirst: boolean,
): Period[] {
  const periods: Period[] = []
  let open: Pick<Period, 'from' | 'begunBy'> | null = onAtFirst
    ? { from: pullRequest.createdAt, begunBy: null }
    : null
  for (const { event, on } of switches(pullRequest, onKind, offKind)) {
    if (on) open ??= { from: event.at, begunBy: event }
    else if (open) {
      periods.push({ ...open, to: event.at, endedBy: event })
      open = null
    }
  }
  if (open) periods.push({ ...open, to: null, endedBy: null })
  return periods
}

/** Events of the two kinds from creation to the end by time; at one instant `on` comes first. */
function switches(pullRequest: RawPullRequest, onKind: PlainEventKind, offKind: PlainEventKind) {
  const end = endOf(pullRequest) ?? Number.POSITIVE_INFINITY
  return pullRequest.events
    .filter((event) => event.kind === onKind || event.kind === offKind)
    .filter((event) => event.at >= pullRequest.createdAt && event.at <= end)
    .map((event) => ({ event, on: event.kind === onKind }))
    .sort(
      (a, b) =>
        a.event.at - b.event.at ||
        Number(b.on) - Number(a.on) ||
        compare(a.event.id ?? '', b.event.id ?? '') ||
        compare(a.event.actor.login, b.event.actor.login),
    )
}

export const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

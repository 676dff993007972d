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
  return periodsBetween(switches, 'closed', null).filter((period) => period.to !== null)
}

/** The times that it was a draft. The first event tells how it was opened; without any, what it is now. */
export function draftPeriods(pullRequest: RawPullRequest): readonly Period[] {
  const { isDraft, createdAt } = pullRequest
  const switches = switchesOf(pullRequest, 'converted-to-draft', 'ready-for-review')
  const first = switches[0]
  if (!first && !isDraft) return none
  const openedAsDraft = first ? first.kind === 'ready-for-review' : isDraft
  return periodsBetween(
    switches,
    'converted-to-draft',
    openedAsDraft ? { from: createdAt, begunBy: null } : null,
  )
}

const none: readonly Period[] = []

function periodsBetween(
  switches: readonly TimelineEvent[],
  onKind: PlainEventKind,
  onAtFirst: Pick<Period, 'from' | 'begunBy'> | null,
): Period[] {
  const periods: Period[] = []
  let open = onAtFirst
  for (const event of switches) {
    if (event.kind === onKind) open ??= { from: event.at, begunBy: event }
    else if (open) {
      periods.push({ from: open.from, to: event.at, begunBy: open.begunBy, endedBy: event })
      open = null
    }
  }
  if (open) periods.push({ from: open.from, to: null, begunBy: open.begunBy, endedBy: null })
  return periods
}

/** Events of the two kinds from creation to the end by time; at one instant `on` comes first. */
function switchesOf(
  pullRequest: RawPullRequest,
  onKind: PlainEventKind,
  offKind: PlainEventKind,
): readonly TimelineEvent[] {
  const { createdAt, events } = pullRequest
  const end = endOf(pullRequest) ?? Number.POSITIVE_INFINITY
  return events
    .filter(({ kind, at }) => (kind === onKind || kind === offKind) && at >= createdAt && at <= end)
    .sort(
      (a, b) =>
        a.at - b.at ||
        Number(b.kind === onKind) - Number(a.kind === onKind) ||
        compare(a.id ?? '', b.id ?? '') ||
        compare(a.actor.login, b.actor.login),
    )
}

export const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

/** When a pull request was a draft and when it was closed, read off its events and held against what it says of itself. */
import type { Instant, PlainEventKind, RawPullRequest } from '@upflow/model'

/** From when to when; `to` is null when it lasted to the end. */
export interface Period {
  readonly from: Instant
  readonly to: Instant | null
}

export const contains = (periods: readonly Period[], at: Instant): boolean =>
  periods.some((period) => at > period.from && (period.to === null || at < period.to))

/** The instant after which nothing counts: the last merge, else the close of a closed pull request. */
export const endOf = (pullRequest: RawPullRequest): Instant | null =>
  pullRequest.mergedAt ?? (pullRequest.state === 'closed' ? lastClose(pullRequest) : null)

function lastClose(pullRequest: RawPullRequest): Instant | null {
  if (pullRequest.closedAt !== null) return pullRequest.closedAt
  const closes = pullRequest.events.filter((event) => event.kind === 'closed').map((event) => event.at)
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
  let since: Instant | null = onAtFirst ? pullRequest.createdAt : null
  for (const { at, on } of switches(pullRequest, onKind, offKind)) {
    if (on && since === null) since = at
    else if (!on && since !== null) {
      periods.push({ from: since, to: at })
      since = null
    }
  }
  if (since !== null) periods.push({ from: since, to: null })
  return periods
}

/** Events of the two kinds from creation to the end by time; at one instant `on` comes first. */
function switches(pullRequest: RawPullRequest, onKind: PlainEventKind, offKind: PlainEventKind) {
  const end = endOf(pullRequest) ?? Number.POSITIVE_INFINITY
  return pullRequest.events
    .filter((event) => event.kind === onKind || event.kind === offKind)
    .filter((event) => event.at >= pullRequest.createdAt && event.at <= end)
    .map((event) => ({ at: event.at, on: event.kind === onKind }))
    .sort((a, b) => a.at - b.at || Number(b.on) - Number(a.on))
}

/**
 * Until when requests stood, as GitHub has it. Within one second, what was removed stood before and what was asked for
 * comes after, as long as the numbers of both allow it: whoever is removed and asked again at once is asked.
 */
import type { Instant, RawPullRequest, TimelineEvent } from '@upflow/model'
import { countOf } from './periods.ts'
import { isSame } from './who-counts.ts'

export type RequestEvent = Extract<
  TimelineEvent,
  { readonly kind: 'review-requested' | 'review-request-removed' }
>

export interface RequestEnd {
  readonly at: Instant
  /** Taken back; else the same reviewer was asked again, so that it had ended by then. */
  readonly isRemoval: boolean
}

/**
 * @param asked by time, the first of each second and reviewer
 * @param all also the others
 * @returns those that have ended; what was answered by a review has not for that alone
 */
export function endsOfRequests(
  asked: readonly RequestEvent[],
  {
    all,
    removals,
    reviews,
  }: Pick<RawPullRequest, 'reviews'> & {
    readonly all: readonly RequestEvent[]
    readonly removals: readonly RequestEvent[]
  },
): ReadonlyMap<RequestEvent, RequestEnd> {
  if (asked.length === 0) return none
  const ends = new Map<RequestEvent, RequestEnd>()
  const left = new Set(asked)
  for (const { reviewer } of asked) {
    const isOfReviewer = (event: RequestEvent) => isSame(event.reviewer, reviewer)
    const own = [...left].filter(isOfReviewer)
    if (own.length === 0) continue
    for (const one of own) left.delete(one)
    const removed = removals.filter(isOfReviewer)
    const requested = all.filter(isOfReviewer)
    let last: RequestEvent | null = null
    for (const at of secondsOf([...own, ...removed])) {
      const next = own.find((one) => one.at === at) ?? null
      const [asks, taken] = [countAt(requested, at), countAt(removed, at)]
      const stood = last !== null && !ends.has(last)
      const stands = stood && !isReviewed(last!, reviews, at)
      if (stood && (taken > 0 || next !== null)) ends.set(last!, { at, isRemoval: taken > 0 })
      if (next === null) continue
      if (Number(stands) + asks - taken < 1) ends.set(next, { at, isRemoval: true })
      last = next
    }
  }
  return ends
}

/** Whether the reviewer has submitted a review since, before an instant: GitHub asks for none then. */
export const isReviewed = (
  { at, reviewer }: RequestEvent,
  reviews: RawPullRequest['reviews'],
  before: Instant,
): boolean =>
  reviews.some(
    ({ author, state, submittedAt }) =>
      state !== 'pending' &&
      submittedAt !== null &&
      submittedAt >= at &&
      submittedAt < before &&
      isSame(author, reviewer),
  )

const none: ReadonlyMap<RequestEvent, RequestEnd> = new Map()

const secondsOf = (events: readonly RequestEvent[]): Instant[] =>
  [...new Set(events.map(({ at }) => at))].sort((a, b) => a - b)

const countAt = (events: readonly RequestEvent[], at: Instant): number =>
  countOf(events.filter((event) => event.at === at))

/** What each review said, and when a dismissal took it back: a dismissed review no longer says it by itself. */
import type { Instant, RawPullRequest, Review, TimelineEvent } from '@upflow/model'
import { compare } from './periods.ts'

export type Opinion = 'approved' | 'changes-requested'
export type Dismissal = Extract<TimelineEvent, { readonly kind: 'review-dismissed' }>

export interface Opinions {
  /** Null for a review that only comments, or of which is not known what it said. */
  of(review: Review): Opinion | null
  /** Each with the review that it takes back. */
  readonly dismissals: readonly { readonly event: Dismissal; readonly reviewId: string }[]
}

const undismissed: Opinions = { of: ({ state }) => opinionOf(state), dismissals: [] }

export function readOpinions({ reviews, events }: RawPullRequest): Opinions {
  const all = events
    .filter((event): event is Dismissal => event.kind === 'review-dismissed')
    // Of two that are alike, the one that knows what the review said.
    .sort(
      (a, b) =>
        a.at - b.at ||
        compare(a.id ?? '', b.id ?? '') ||
        compare(b.previousState ?? '', a.previousState ?? ''),
    )
  if (all.length === 0) return undismissed
  const known = new Set(all.map(({ reviewId }) => reviewId))
  // Those that no dismissal names; one without a name takes the latest of before it.
  const unnamed = reviews
    .filter(({ id, state, submittedAt }) => state === 'dismissed' && submittedAt !== null && !known.has(id))
    .sort((a, b) => a.submittedAt! - b.submittedAt! || compare(a.id, b.id))
  const takeLatest = (at: Instant): string | null => {
    const index = unnamed.findLastIndex(({ submittedAt }) => submittedAt! <= at)
    return index < 0 ? null : unnamed.splice(index, 1)[0]!.id
  }
  const dismissals = all.flatMap((event) => {
    const reviewId = event.reviewId ?? takeLatest(event.at)
    return reviewId === null ? [] : [{ event, reviewId }]
  })
  return {
    dismissals,
    of({ id, state }) {
      if (state !== 'dismissed') return opinionOf(state)
      const said = dismissals.find(({ reviewId }) => reviewId === id)?.event.previousState
      return said ? opinionOf(said) : null
    },
  }
}

const opinionOf = (state: Review['state']): Opinion | null =>
  state === 'approved' || state === 'changes-requested' ? state : null

/** What happened to a pull request, as a GraphQL object: every kind has every field, and the schema picks its own. */
import { toActor } from './actor-node.ts'
import type { EventData } from './dataset.ts'

export const toEvent = (
  event: EventData,
  { id, url, review }: { readonly id: string; readonly url: string; readonly review: string | null },
) => ({
  previousReviewState: 'APPROVED',
  previousRefName: '',
  currentRefName: '',
  ...event,
  id,
  url,
  actor: toActor(event.actor),
  requestedReviewer: toActor(event.requestedReviewer),
  review: review === null ? null : { __typename: 'PullRequestReview', id: review },
})

/** `ReadyForReviewEvent` → `READY_FOR_REVIEW_EVENT` */
export const toItemType = (typeName: string) => typeName.replace(/(?<!^)([A-Z])/g, '_$1').toUpperCase()

/**
 * The payload of a raw pull request: JSON that loses nothing and says nothing twice. What a pull request has once
 * stands under its name, so that SQL can ask for `payload ->> '$.title'`; its children are rows (arrays by position),
 * which the views of the tenant file give their names back; each actor stands once and is meant by its index. A row
 * ends with its last value that says something, so that positions may be added: what older payloads lack was not asked
 * for then. Of an address that begins with the pull request's only the rest is kept.
 */
import type {
  Actor,
  Comment,
  PullRequestScalars,
  RawPullRequest,
  Review,
  ReviewState,
  TimelineEvent,
} from '@upflow/model'
import { lengthenAddress, shortenAddress } from './address.ts'

type ActorRow = [Actor['kind'], Actor['login'], Actor['id']]
/** An index into `actors`. */
type ActorIndex = number

interface Payload extends Omit<PullRequestScalars, 'author'> {
  readonly author: ActorIndex
  readonly incomplete: RawPullRequest['incomplete']
  readonly actors: readonly ActorRow[]
  /** sha, authoredAt, committedAt, author */
  readonly commits: readonly [string, number, number, (ActorIndex | null)?][]
  /** id, author, state, submittedAt, url */
  readonly reviews: readonly [string, ActorIndex, ReviewState, number | null, Address?][]
  readonly comments: readonly CommentRow[]
  readonly events: readonly EventRow[]
  readonly requestedReviewers: readonly ActorIndex[]
  readonly labels?: readonly string[]
  /** path, additions, deletions */
  readonly files: readonly [string, number, number][]
}

type Address = string | null
/** id, kind, author, createdAt, url, publishedAt where it is another, review (its place in `reviews`, or id and submittedAt) */
type CommentRow = [
  string,
  Comment['kind'],
  ActorIndex,
  number,
  Address?,
  (number | 'never' | null)?,
  (number | [string, number | null] | null)?,
]
/**
 * kind, at, actor; the reviewer of a request, the id of a dismissed review, the environment or the former base; id, url;
 * the former state of a dismissed review, the new base
 */
type EventRow = [
  TimelineEvent['kind'],
  number,
  ActorIndex,
  (ActorIndex | string | null)?,
  (string | null)?,
  Address?,
  (string | null)?,
]

/** All is named one by one, here and below: objects that are spread into others cost several times the rest. */
export function toPayload(pullRequest: RawPullRequest): string {
  const actors: ActorRow[] = []
  // A handful a pull request: a scan is quicker than a map of texts.
  const indexOf = ({ kind, login, id }: Actor): ActorIndex => {
    const known = actors.findIndex((actor) => actor[2] === id && actor[1] === login && actor[0] === kind)
    return known >= 0 ? known : actors.push([kind, login, id]) - 1
  }
  const { url } = pullRequest
  const shorten = (address: string | null): Address => shortenAddress(address, url)
  const payload: Payload = {
    id: pullRequest.id,
    fullDatabaseId: pullRequest.fullDatabaseId,
    repositoryId: pullRequest.repositoryId,
    number: pullRequest.number,
    title: pullRequest.title,
    url,
    state: pullRequest.state,
    isDraft: pullRequest.isDraft,
    baseRefName: pullRequest.baseRefName,
    headRefName: pullRequest.headRefName,
    isCrossRepository: pullRequest.isCrossRepository,
    createdAt: pullRequest.createdAt,
    updatedAt: pullRequest.updatedAt,
    mergedAt: pullRequest.mergedAt,
    closedAt: pullRequest.closedAt,
    mergeCommitSha: pullRequest.mergeCommitSha,
    additions: pullRequest.additions,
    deletions: pullRequest.deletions,
    changedFiles: pullRequest.changedFiles,
    author: indexOf(pullRequest.author),
    incomplete: pullRequest.incomplete,
    actors,
    commits: pullRequest.commits.map((one) =>
      trim([one.sha, one.authoredAt, one.committedAt, one.author && indexOf(one.author)]),
    ),
    reviews: pullRequest.reviews.map((one) =>
      trim([one.id, indexOf(one.author), one.state, one.submittedAt, shorten(one.url)]),
    ),
    comments: pullRequest.comments.map((one) =>
      trim([
        one.id,
        one.kind,
        indexOf(one.author),
        one.createdAt,
        shorten(one.url),
        one.publishedAt === one.createdAt ? null : (one.publishedAt ?? 'never'),
        one.review && toReviewRef(one.review, pullRequest.reviews),
      ]),
    ),
    events: pullRequest.events.map((one) => trim(toEventRow(one, { indexOf, shorten }))),
    requestedReviewers: pullRequest.requestedReviewers.map(indexOf),
    labels: pullRequest.labels,
    files: pullRequest.files.map((one) => [one.path, one.additions, one.deletions]),
  }
  return JSON.stringify(payload)
}

/**
 * @param addresses of reviews, comments and events: `whole`, or `as-stored` for an analysis whose history is to keep
 * them so again
 */
export function fromPayload(text: string, addresses: 'whole' | 'as-stored' = 'whole'): RawPullRequest {
  const payload = JSON.parse(text) as Payload
  const actors = payload.actors.map((row): Actor => ({ kind: row[0], login: row[1], id: row[2] }))
  const actorAt = (index: ActorIndex): Actor => actors[index]!
  const lengthen =
    addresses === 'whole'
      ? (address: Address = null): string | null => lengthenAddress(address, payload.url)
      : (address: Address = null): string | null => address
  return {
    id: payload.id,
    fullDatabaseId: payload.fullDatabaseId,
    repositoryId: payload.repositoryId,
    number: payload.number,
    title: payload.title,
    url: payload.url,
    state: payload.state,
    isDraft: payload.isDraft,
    baseRefName: payload.baseRefName,
    headRefName: payload.headRefName,
    isCrossRepository: payload.isCrossRepository,
    createdAt: payload.createdAt,
    updatedAt: payload.updatedAt,
    mergedAt: payload.mergedAt,
    closedAt: payload.closedAt,
    mergeCommitSha: payload.mergeCommitSha,
    additions: payload.additions,
    deletions: payload.deletions,
    changedFiles: payload.changedFiles,
    author: actorAt(payload.author),
    commits: payload.commits.map((row) => ({
      sha: row[0],
      authoredAt: row[1],
      committedAt: row[2],
      author: row[3] == null ? null : actorAt(row[3]),
    })),
    reviews: payload.reviews.map((row) => ({
      id: row[0],
      author: actorAt(row[1]),
      state: row[2],
      submittedAt: row[3] ?? null,
      url: lengthen(row[4]),
    })),
    comments: payload.comments.map((row) => ({
      id: row[0],
      kind: row[1],
      author: actorAt(row[2]),
      createdAt: row[3],
      publishedAt: row[5] === 'never' ? null : (row[5] ?? row[3]),
      review: fromReviewRef(row[6], payload.reviews),
      url: lengthen(row[4]),
    })),
    events: payload.events.map((row) => fromEventRow(row, { actorAt, lengthen })),
    requestedReviewers: payload.requestedReviewers.map(actorAt),
    labels: payload.labels ?? [],
    files: payload.files.map((row) => ({ path: row[0], additions: row[1], deletions: row[2] })),
    incomplete: payload.incomplete,
  }
}

function trim<Row extends unknown[]>(row: Row): Row {
  while (row.at(-1) === null) row.pop()
  return row
}

function toReviewRef(
  { id, submittedAt }: NonNullable<Comment['review']>,
  reviews: readonly Review[],
): number | [string, number | null] {
  const index = reviews.findIndex((review) => review.id === id)
  return index >= 0 && reviews[index]!.submittedAt === submittedAt ? index : [id, submittedAt]
}

function fromReviewRef(ref: CommentRow[6], reviews: Payload['reviews']): Comment['review'] {
  if (ref == null) return null
  if (typeof ref === 'object') return { id: ref[0], submittedAt: ref[1] }
  const [id, , , submittedAt] = reviews[ref]!
  return { id, submittedAt: submittedAt ?? null }
}

function toEventRow(
  event: TimelineEvent,
  {
    indexOf,
    shorten,
  }: {
    readonly indexOf: (actor: Actor) => ActorIndex
    readonly shorten: (address: string | null) => Address
  },
): EventRow {
  const { kind, at, id } = event
  const actor = indexOf(event.actor)
  const url = shorten(event.url)
  switch (kind) {
    case 'review-requested':
    case 'review-request-removed':
      return [kind, at, actor, indexOf(event.reviewer), id, url]
    case 'review-dismissed':
      return [kind, at, actor, event.reviewId, id, url, event.previousState ?? null]
    case 'base-changed':
      return [kind, at, actor, event.from, id, url, event.to]
    case 'deployed':
      return [kind, at, actor, event.environment, id, url]
    default:
      return [kind, at, actor, null, id, url]
  }
}

function fromEventRow(
  row: EventRow,
  {
    actorAt,
    lengthen,
  }: {
    readonly actorAt: (index: ActorIndex) => Actor
    readonly lengthen: (address: Address | undefined) => string | null
  },
): TimelineEvent {
  const kind = row[0]
  const at = row[1]
  const actor = actorAt(row[2])
  const id = row[4] ?? null
  const url = lengthen(row[5])
  switch (kind) {
    case 'review-requested':
    case 'review-request-removed':
      return { kind, at, actor, id, url, reviewer: actorAt(row[3] as ActorIndex) }
    case 'review-dismissed':
      return {
        kind,
        at,
        actor,
        id,
        url,
        reviewId: (row[3] ?? null) as string | null,
        previousState: (row[6] ?? null) as ReviewState | null,
      }
    case 'base-changed':
      return { kind, at, actor, id, url, from: row[3] as string, to: row[6] as string }
    case 'deployed':
      return { kind, at, actor, id, url, environment: (row[3] ?? null) as string | null }
    default:
      return { kind, at, actor, id, url }
  }
}

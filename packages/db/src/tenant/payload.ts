/**
 * The payload of a raw pull request: JSON that loses nothing and says nothing twice. What a pull request has once
 * stands under its name, so that SQL can ask for `payload ->> '$.title'`; its children are rows (arrays by position),
 * which the views of the tenant file give their names back; each actor stands once and is meant by its index.
 */
import type { Actor, PullRequestScalars, RawPullRequest, TimelineEvent } from '@upflow/model'

type ActorRow = [Actor['kind'], Actor['login'], Actor['id']]
/** An index into `actors`. */
type ActorIndex = number

interface Payload extends Omit<PullRequestScalars, 'author'> {
  readonly author: ActorIndex
  readonly incomplete: RawPullRequest['incomplete']
  readonly actors: readonly ActorRow[]
  /** sha, authoredAt, committedAt */
  readonly commits: readonly [string, number, number][]
  /** id, author, state, submittedAt */
  readonly reviews: readonly [string, ActorIndex, RawPullRequest['reviews'][number]['state'], number | null][]
  /** id, kind, author, createdAt */
  readonly comments: readonly [string, RawPullRequest['comments'][number]['kind'], ActorIndex, number][]
  /** kind, at, actor; then the reviewer of a request, the id of a dismissed review */
  readonly events: readonly EventRow[]
  readonly requestedReviewers: readonly ActorIndex[]
  /** path, additions, deletions */
  readonly files: readonly [string, number, number][]
}

type EventRow = [TimelineEvent['kind'], number, ActorIndex, (ActorIndex | string | null)?]

/** All is named one by one, here and below: objects that are spread into others cost several times the rest. */
export function toPayload(pullRequest: RawPullRequest): string {
  const actors: ActorRow[] = []
  // A handful a pull request: a scan is quicker than a map of texts.
  const indexOf = ({ kind, login, id }: Actor): ActorIndex => {
    const known = actors.findIndex((actor) => actor[2] === id && actor[1] === login && actor[0] === kind)
    return known >= 0 ? known : actors.push([kind, login, id]) - 1
  }
  const payload: Payload = {
    id: pullRequest.id,
    fullDatabaseId: pullRequest.fullDatabaseId,
    repositoryId: pullRequest.repositoryId,
    number: pullRequest.number,
    title: pullRequest.title,
    url: pullRequest.url,
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
    commits: pullRequest.commits.map((one) => [one.sha, one.authoredAt, one.committedAt]),
    reviews: pullRequest.reviews.map((one) => [one.id, indexOf(one.author), one.state, one.submittedAt]),
    comments: pullRequest.comments.map((one) => [one.id, one.kind, indexOf(one.author), one.createdAt]),
    events: pullRequest.events.map((one) => toEventRow(one, indexOf)),
    requestedReviewers: pullRequest.requestedReviewers.map(indexOf),
    files: pullRequest.files.map((one) => [one.path, one.additions, one.deletions]),
  }
  return JSON.stringify(payload)
}

export function fromPayload(text: string): RawPullRequest {
  const payload = JSON.parse(text) as Payload
  const actors = payload.actors.map((row): Actor => ({ kind: row[0], login: row[1], id: row[2] }))
  const actorAt = (index: ActorIndex): Actor => actors[index]!
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
    commits: payload.commits.map((row) => ({ sha: row[0], authoredAt: row[1], committedAt: row[2] })),
    reviews: payload.reviews.map((row) => ({
      id: row[0],
      author: actorAt(row[1]),
      state: row[2],
      submittedAt: row[3],
    })),
    comments: payload.comments.map((row) => ({
      id: row[0],
      kind: row[1],
      author: actorAt(row[2]),
      createdAt: row[3],
    })),
    events: payload.events.map((row) => fromEventRow(row, actorAt)),
    requestedReviewers: payload.requestedReviewers.map(actorAt),
    files: payload.files.map((row) => ({ path: row[0], additions: row[1], deletions: row[2] })),
    incomplete: payload.incomplete,
  }
}

function toEventRow(event: TimelineEvent, indexOf: (actor: Actor) => ActorIndex): EventRow {
  const actor = indexOf(event.actor)
  switch (event.kind) {
    case 'review-requested':
    case 'review-request-removed':
      return [event.kind, event.at, actor, indexOf(event.reviewer)]
    case 'review-dismissed':
      return [event.kind, event.at, actor, event.reviewId]
    default:
      return [event.kind, event.at, actor]
  }
}

function fromEventRow(row: EventRow, actorAt: (index: ActorIndex) => Actor): TimelineEvent {
  const kind = row[0]
  const at = row[1]
  const actor = actorAt(row[2])
  switch (kind) {
    case 'review-requested':
    case 'review-request-removed':
      return { kind, at, actor, reviewer: actorAt(row[3] as ActorIndex) }
    case 'review-dismissed':
      return { kind, at, actor, reviewId: row[3] as string | null }
    default:
      return { kind, at, actor }
  }
}

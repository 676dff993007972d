/** What a sync makes of a pull request of the emulator, without asking for it: to fill files for benchmarks. */
import { type CommentData, nodeId, type PullRequestData, type RepositoryData } from '@upflow/github-emulator'
import {
  type Actor,
  type Comment,
  parseInstant,
  type RawPullRequest,
  type TimelineEvent,
  toActor as toModelActor,
  toPullRequestId,
  toRepositoryId,
} from '@upflow/model'

export function toRawPullRequest(
  { id: repositoryId, owner, name }: RepositoryData,
  data: PullRequestData,
): RawPullRequest {
  const idOf = (kind: string, index: number) => nodeId(kind, repositoryId, data.number, index)
  const files = data.files?.nodes ?? []
  const reviews = data.reviews.nodes
  const url = `https://github.com/${owner}/${name}/pull/${data.number}`
  const threads = reviews.flatMap(({ author, submittedAt, comments }, index) => {
    const nodes = comments?.nodes ?? []
    const review = { id: idOf('PRR', index), submittedAt: instantOrNull(submittedAt) }
    return nodes.length > 0
      ? [nodes.map((comment) => ({ review, comment: { ...comment, author: comment.author ?? author } }))]
      : []
  })
  const numberOf = (index: number) => 2 ** 31 + data.number * 10_000 + index
  const toComment = (
    index: number,
    { author, createdAt }: CommentData,
    review: Comment['review'],
  ): Comment => ({
    id: idOf(review ? 'PRRC' : 'IC', index),
    kind: review ? 'review-thread' : 'issue',
    author: toActor(author),
    createdAt: parseInstant(createdAt),
    publishedAt: review ? review.submittedAt : parseInstant(createdAt),
    review,
    url: `${url}#${review ? 'discussion_r' : 'issuecomment-'}${numberOf(index)}`,
  })
  return {
    id: toPullRequestId(nodeId('PR', repositoryId, data.number)),
    fullDatabaseId: String(2 ** 33 + data.number),
    repositoryId: toRepositoryId(repositoryId),
    number: data.number,
    title: data.title ?? '',
    url,
    state: data.state === 'MERGED' ? 'merged' : data.state === 'CLOSED' ? 'closed' : 'open',
    isDraft: data.isDraft ?? false,
    author: toActor(data.author),
    baseRefName: data.baseRefName,
    headRefName: data.headRefName,
    isCrossRepository: data.isCrossRepository ?? true,
    createdAt: parseInstant(data.createdAt),
    updatedAt: parseInstant(data.updatedAt),
    mergedAt: instantOrNull(data.mergedAt),
    closedAt: instantOrNull(data.closedAt),
    mergeCommitSha: data.mergeCommit?.oid ?? null,
    additions: files.reduce((sum, { additions }) => sum + additions, 0),
    deletions: files.reduce((sum, { deletions }) => sum + deletions, 0),
    changedFiles: files.length,
    commits: data.commits.nodes.map(({ commit }) => ({
      sha: commit.oid,
      authoredAt: parseInstant(commit.authoredDate),
      committedAt: parseInstant(commit.committedDate),
      author: commit.author?.user ? toActor(commit.author.user) : null,
    })),
    reviews: reviews.map(({ author, state, submittedAt }, index) => ({
      id: idOf('PRR', index),
      author: toActor(author),
      state: reviewStates[state],
      submittedAt: instantOrNull(submittedAt),
      url: `${url}#pullrequestreview-${numberOf(index)}`,
    })),
    comments: [
      ...data.comments.nodes.map((comment, index) => toComment(index, comment, null)),
      ...threads.flatMap((comments, thread) =>
        comments.map(({ comment, review }, index) => toComment(thread * 100_000 + index, comment, review)),
      ),
    ],
    events: (data.timelineItems?.nodes ?? []).map(
      ({ __typename, createdAt, actor, requestedReviewer }, index) =>
        ({
          kind: eventKinds[__typename as keyof typeof eventKinds],
          at: parseInstant(createdAt),
          actor: toActor(actor),
          id: idOf('E', index),
          url: withPage.has(__typename) ? `${url}#event-${numberOf(index)}` : null,
          ...(requestedReviewer ? { reviewer: toActor(requestedReviewer) } : {}),
        }) as TimelineEvent,
    ),
    requestedReviewers: (data.reviewRequests?.nodes ?? []).map(({ requestedReviewer }) =>
      toActor(requestedReviewer),
    ),
    labels: (data.labels?.nodes ?? []).map(({ name }) => name),
    files: files.map(({ path, additions, deletions }) => ({ path, additions, deletions })),
    incomplete: [],
  }
}

const instantOrNull = (text: string | null) => (text === null ? null : parseInstant(text))
const toActor = (actor: PullRequestData['author'] | undefined): Actor =>
  toModelActor(actor && { ...actor, id: nodeId(actor.__typename[0]!, actor.login) })

const reviewStates = {
  APPROVED: 'approved',
  CHANGES_REQUESTED: 'changes-requested',
  COMMENTED: 'commented',
  DISMISSED: 'dismissed',
  PENDING: 'pending',
} as const
/** Of events that GitHub has a page for. */
const withPage = new Set(['ReadyForReviewEvent', 'ClosedEvent', 'MergedEvent'])
/** Those that generated data has. */
const eventKinds = {
  ReviewRequestedEvent: 'review-requested',
  ReviewRequestRemovedEvent: 'review-request-removed',
  ReadyForReviewEvent: 'ready-for-review',
  ClosedEvent: 'closed',
  MergedEvent: 'merged',
  HeadRefForcePushedEvent: 'head-force-pushed',
} as const

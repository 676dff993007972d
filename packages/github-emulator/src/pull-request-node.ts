/** A pull request with its children as a GraphQL object: methods that graphql-js's default resolver calls. */
import { toActor } from './actor-node.ts'
import { type ConnectionArgs, connect } from './connection.ts'
import {
  type CommentData,
  type EventData,
  nodeId,
  type PullRequestData,
  type RepositoryData,
  type ReviewData,
} from './dataset.ts'
import { toEvent, toItemType } from './event-node.ts'

/** Its repository as an object: given, for that one knows this one. */
type ToHome = (repository: RepositoryData) => unknown

/** What GitHub says of all that is written; what was, is not kept. */
const written = {
  body: '',
  authorAssociation: 'NONE',
  includesCreatedEdit: false,
  isMinimized: false,
  minimizedReason: null,
  reactionGroups: [],
  viewerDidAuthor: false,
} as const

export const pullRequestId = (repository: RepositoryData, { number }: PullRequestData) =>
  nodeId('PR', repository.id, number)

/** graphql-js puts an Error where it stands: null there, and its path in `errors`. */
export const toLoaded = (repository: RepositoryData, data: PullRequestData, toHome: ToHome) =>
  data.broken === undefined ? toPullRequest(repository, data, toHome) : new Error(data.broken)

export function toPullRequest(repository: RepositoryData, data: PullRequestData, toHome: ToHome) {
  const url = `https://github.com/${repository.owner}/${repository.name}/pull/${data.number}`
  const at = (kind: string, index: number) => nodeId(kind, repository.id, data.number, index)
  /** Children keep the order they have, as on GitHub. */
  const list = <T>(
    items: readonly T[],
    args: ConnectionArgs,
    toNode: (item: T, index: number) => unknown,
  ) => {
    const connection = connect(
      items.map((item, index) => ({ item, index })),
      args,
      ({ index }) => [index, index],
    )
    return { ...connection, nodes: connection.nodes.map((node) => node && toNode(node.item, node.index)) }
  }
  const threads = [
    ...data.reviews.nodes.flatMap((review, index) => {
      const comments = review.comments?.nodes ?? []
      return comments.length > 0
        ? [
            {
              review: { id: at('PRR', index), submittedAt: review.submittedAt },
              comments: comments.map((comment) => ({
                ...comment,
                author: comment.author ?? review.author,
                publishedAt: comment.publishedAt === undefined ? review.submittedAt : comment.publishedAt,
                state: comment.state ?? (review.state === 'PENDING' ? 'PENDING' : 'SUBMITTED'),
              })),
            },
          ]
        : []
    }),
    ...(data.orphanReviewComments?.length ? [{ review: null, comments: data.orphanReviewComments }] : []),
  ]
  return {
    __typename: 'PullRequest',
    id: pullRequestId(repository, data),
    fullDatabaseId: String(2 ** 33 + data.number),
    number: data.number,
    title: data.title ?? '',
    url,
    repository: () => toHome(repository),
    state: data.state,
    isDraft: data.isDraft ?? false,
    // A head whose repository is not known is not in this one.
    isCrossRepository: data.isCrossRepository ?? true,
    author: toActor(data.author),
    baseRefName: data.baseRefName,
    headRefName: data.headRefName,
    createdAt: data.createdAt,
    updatedAt: data.updatedAt,
    mergedAt: data.mergedAt,
    closedAt: data.closedAt,
    mergeCommit: data.mergeCommit,
    additions: data.additions,
    deletions: data.deletions,
    changedFiles: data.changedFiles,
    commits: (args: ConnectionArgs) =>
      list(data.commits.nodes, args, ({ commit }, index) => ({
        __typename: 'PullRequestCommit',
        id: at('PRC', index),
        commit: {
          __typename: 'Commit',
          ...commit,
          messageHeadline: '',
          messageBody: '',
          author: { __typename: 'GitActor', user: toActor(commit.author?.user) },
          authors: (authorsArgs: ConnectionArgs) =>
            list([commit.author?.user ?? null], authorsArgs, (user) => ({
              __typename: 'GitActor',
              name: user?.login ?? null,
              email: null,
              user: toActor(user),
            })),
        },
      })),
    reviews: (args: ConnectionArgs) =>
      list(data.reviews.nodes, args, ({ author, state, submittedAt }: ReviewData, index) => ({
        __typename: 'PullRequestReview',
        id: at('PRR', index),
        url: `${url}#pullrequestreview-${databaseId(index)}`,
        author: toActor(author),
        state,
        submittedAt,
        ...written,
      })),
    comments: (args: ConnectionArgs) =>
      list(data.comments.nodes, args, (comment, index) => toComment('IC', comment, index)),
    reviewThreads: (args: ConnectionArgs) => list(threads, args, (_, index) => toThread(index)),
    thread: (index: number) => (threads[index] ? toThread(index) : null),
    timelineItems({ itemTypes, ...args }: ConnectionArgs & { itemTypes?: readonly string[] }) {
      const all = data.timelineItems?.nodes ?? []
      const wanted = itemTypes
        ? all.filter(({ __typename }) => itemTypes.includes(toItemType(__typename)))
        : all
      return list(wanted, args, (event) => {
        const index = all.indexOf(event)
        const review = reviewOf(event)
        return toEvent(event, {
          id: at('E', index),
          url: `${url}#event-${databaseId(index)}`,
          review: review === null ? null : at('PRR', review),
        })
      })
    },
    reviewRequests: (args: ConnectionArgs) =>
      list(data.reviewRequests?.nodes ?? [], args, ({ requestedReviewer }) => ({
        requestedReviewer: toActor(requestedReviewer),
      })),
    labels: (args: ConnectionArgs) => list(data.labels?.nodes ?? [], args, (label) => label),
    files: (args: ConnectionArgs) => list(data.files?.nodes ?? [], args, (file) => file),
  }

  /** GitHub's addresses end with numbers that no two of its things have in common. */
  function databaseId(index: number) {
    return 2 ** 31 + data.number * 10_000 + index
  }

  /** By its place, the review that a dismissal is of. */
  function reviewOf(event: EventData): number | null {
    if (event.__typename !== 'ReviewDismissedEvent') return null
    if (typeof event.review === 'number') return event.review
    const all = (data.timelineItems?.nodes ?? []).filter(({ __typename }) => __typename === event.__typename)
    const named = new Set(all.map(({ review }) => review))
    const unnamed = data.reviews.nodes.flatMap(({ state }, index) =>
      state === 'DISMISSED' && !named.has(index) ? [index] : [],
    )
    return unnamed[all.filter(({ review }) => typeof review !== 'number').indexOf(event)] ?? null
  }

  function toThread(index: number) {
    const thread = threads[index]!
    return {
      __typename: 'PullRequestReviewThread',
      id: at('PRRT', index),
      pullRequest: () => toPullRequest(repository, data, toHome),
      comments: (args: ConnectionArgs) =>
        list(thread.comments, args, (comment, position) => ({
          ...toComment('PRRC', comment, index * 100_000 + position),
          pullRequestReview: thread.review && { __typename: 'PullRequestReview', ...thread.review },
        })),
    }
  }

  function toComment(
    kind: string,
    { author, createdAt, publishedAt = createdAt, state = 'SUBMITTED' }: CommentData,
    index: number,
  ) {
    return {
      __typename: kind === 'IC' ? 'IssueComment' : 'PullRequestReviewComment',
      id: at(kind, index),
      url: `${url}#${kind === 'IC' ? 'issuecomment-' : 'discussion_r'}${databaseId(index)}`,
      author: toActor(author),
      createdAt,
      publishedAt,
      state,
      ...written,
    }
  }
}

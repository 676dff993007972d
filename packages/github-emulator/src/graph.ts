/** The data as GraphQL objects: properties and methods that graphql-js's default resolver reads. */
import { toActor } from './actor-node.ts'
import { type ConnectionArgs, connect, RequestRefused } from './connection.ts'
import {
  type CommentData,
  type Dataset,
  type DeploymentData,
  type EventData,
  nodeId,
  type PullRequestData,
  type RepositoryData,
  type ReviewData,
  type TagData,
} from './dataset.ts'
import { toEvent, toItemType } from './event-node.ts'
import type { Viewer } from './viewer.ts'

interface PullRequestArgs extends ConnectionArgs {
  readonly orderBy?: {
    readonly field: 'CREATED_AT' | 'UPDATED_AT' | 'COMMENTS'
    readonly direction: 'ASC' | 'DESC'
  }
  readonly states?: readonly string[]
}

/** The root of one request. `rateLimit` is what is left after it. */
export function createRoot(data: Dataset, viewer: Viewer, rateLimit: () => unknown) {
  const visible = () => data.repositories.filter((repository) => repository.isVisible)
  const find = (id: string): unknown => {
    const repository = visible().find((one) => one.id === id)
    if (repository) return toRepository(repository)
    for (const { deployments = [] } of visible()) {
      const deployment = deployments.find((one) => one.id === id)
      if (deployment) return toDeployment(deployment)
    }
    const [repositoryId, number, index] = partsOf(id)
    const home = visible().find((one) => one.id === repositoryId)
    const data = home?.pullRequests.find((one) => one.number === Number(number))
    if (!home || !data) return null
    if (id.startsWith('PR_')) return loaded(home, data)
    const pullRequest = toPullRequest(home, data)
    return id.startsWith('PRRT_') ? (pullRequest.thread(Number(index)) ?? null) : null
  }
  const mustFind = (id: string) => {
    const found = find(id)
    if (!found)
      throw new RequestRefused('NOT_FOUND', `Could not resolve to a node with the global id of '${id}'`)
    return found
  }
  return {
    viewer: () => ({
      __typename: 'User',
      id: nodeId('U', viewer.login),
      login: viewer.login,
      repositories(args: ConnectionArgs) {
        const connection = connect(visible(), args, (_, index) => [index, index])
        return { ...connection, nodes: connection.nodes.map((one) => one && toRepository(one)) }
      },
    }),
    rateLimit,
    node: ({ id }: { id: string }) => mustFind(id),
    // graphql-js puts an Error in a list where it stands, as GitHub does: null there, and its path in `errors`.
    nodes: ({ ids }: { ids: readonly string[] }) =>
      ids.map((id) => {
        try {
          return mustFind(id)
        } catch (error) {
          return error
        }
      }),
    repository({ owner, name }: { owner: string; name: string }) {
      const same = (a: string, b: string) => a.toLowerCase() === b.toLowerCase()
      const found = visible().find(
        (repository) => same(repository.owner, owner) && same(repository.name, name),
      )
      if (!found)
        throw new RequestRefused(
          'NOT_FOUND',
          `Could not resolve to a Repository with the name '${owner}/${name}'.`,
        )
      return toRepository(found)
    },
  }
}

/** What `nodeId` was made of. */
const partsOf = (id: string) =>
  Buffer.from(id.slice(id.indexOf('_') + 1), 'base64url')
    .toString('utf8')
    .split(':')

const pullRequestId = (repository: RepositoryData, { number }: PullRequestData) =>
  nodeId('PR', repository.id, number)

function toRepository(repository: RepositoryData) {
  return {
    __typename: 'Repository',
    id: repository.id,
    name: repository.name,
    nameWithOwner: `${repository.owner}/${repository.name}`,
    owner: { __typename: 'Organization', id: nodeId('O', repository.owner), login: repository.owner },
    isArchived: repository.isArchived,
    isPrivate: false,
    pushedAt: repository.pullRequests.at(-1)?.updatedAt ?? null,
    defaultBranchRef: repository.pullRequests.length > 0 ? { name: repository.defaultBranch } : null,
    pullRequests({ orderBy, states, ...args }: PullRequestArgs) {
      const chosen = states
        ? repository.pullRequests.filter((one) => states.includes(one.state))
        : repository.pullRequests
      const key = (one: PullRequestData) => (orderBy?.field === 'UPDATED_AT' ? one.updatedAt : one.createdAt)
      const connection = connect(chosen, args, (one) => [key(one), one.number], orderBy?.direction === 'DESC')
      return { ...connection, nodes: connection.nodes.map((one) => one && loaded(repository, one)) }
    },
    pullRequest({ number }: { number: number }) {
      const found = repository.pullRequests.find((one) => one.number === number)
      if (!found)
        throw new RequestRefused(
          'NOT_FOUND',
          `Could not resolve to a PullRequest with the number of ${number}.`,
        )
      return loaded(repository, found)
    },
    refs(args: ConnectionArgs) {
      const connection = connect(repository.tags, args, (tag, index) => [tag.committedDate, index], true)
      return { ...connection, nodes: connection.nodes.map((tag) => tag && toRef(tag)) }
    },
    deployments(args: ConnectionArgs) {
      const all = repository.deployments ?? []
      const connection = connect(all, args, (one, index) => [one.createdAt, index], true)
      return { ...connection, nodes: connection.nodes.map((one) => one && toDeployment(one)) }
    },
  }
}

function toDeployment({ statuses, committedDate, creator, broken, ...deployment }: DeploymentData) {
  if (broken !== undefined) return new Error(broken)
  return {
    __typename: 'Deployment',
    ...deployment,
    commit:
      committedDate === null ? null : { __typename: 'Commit', oid: deployment.commitOid, committedDate },
    creator: toActor(creator),
    statuses: (args: ConnectionArgs) => connect(statuses, args, (_, index) => [index, index], true),
  }
}

function toRef({ name, oid, committedDate, annotated, depth = 1 }: TagData) {
  let target: object = { __typename: 'Commit', oid, committedDate }
  for (let level = 0; annotated && level < depth; level++)
    target = { __typename: 'Tag', oid: `tag-${level}-${oid}`, target }
  return { name, target }
}

/** graphql-js puts an Error where it stands: null there, and its path in `errors`. */
const loaded = (repository: RepositoryData, data: PullRequestData) =>
  data.broken === undefined ? toPullRequest(repository, data) : new Error(data.broken)

function toPullRequest(repository: RepositoryData, data: PullRequestData) {
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
    repository: () => toRepository(repository),
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
      list(data.commits.nodes, args, ({ commit }) => ({
        commit: {
          __typename: 'Commit',
          ...commit,
          author: { __typename: 'GitActor', user: toActor(commit.author?.user) },
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
      pullRequest: () => toPullRequest(repository, data),
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
    }
  }
}

/** Puts a pull request together from its first page of children and those that overflowed. */
import {
  type Actor,
  type ChangedFile,
  type Comment,
  type Commit,
  type PullRequestId,
  type PullRequestPart,
  type RawPullRequest,
  type RepositoryId,
  type Review,
  type TimelineEvent,
  toPullRequestId,
} from '@upflow/model'
import type { FieldErrors } from './field-errors.ts'
import {
  type ScalarsNode,
  toComment,
  toCommit,
  toEvent,
  toLineComment,
  toReview,
  toReviewer,
  toScalars,
  type WholeNode,
} from './from-wire.ts'
import { GithubError } from './github-error.ts'
import type { MoreAnswer, MorePage, MoreRequest, MoreSet, Size } from './more-children.ts'
import type { Unread } from './page.ts'
import { mayBeWithheld, partOfField, partOfSet } from './pull-request-parts.ts'

export interface PullRequestBuilder {
  readonly number: number
  readonly id: PullRequestId
  /** What is still to be read. */
  pending(): readonly MoreRequest[]
  /** Takes the answer to one of them. */
  add(request: MoreRequest, answer: MoreAnswer): void
  /** How many threads of review came. */
  threads(): number
  /** True when it has changed between two answers: what came of it belongs to no one version. */
  hasMoved(): boolean
  build(): RawPullRequest
  /** What is missing of it, and why; null when nothing is. */
  unread(): Unread | null
}

/**
 * @param node with children when they came along; without, all of them are pending
 * @param errors of the node: what is null with one could not be read
 */
export function createBuilder(
  repositoryId: RepositoryId,
  node: ScalarsNode & Partial<Omit<WholeNode, keyof ScalarsNode>>,
  errors: FieldErrors,
): PullRequestBuilder {
  const commits: Commit[] = []
  const reviews: Review[] = []
  const comments: Comment[] = []
  const events: TimelineEvent[] = []
  const requestedReviewers: Actor[] = []
  const labels: string[] = []
  const files: ChangedFile[] = []
  let size: Size = { additions: 0, deletions: 0, changedFiles: 0 }
  /** With the reason of each. */
  const incomplete = new Map<PullRequestPart, string>()
  let pending: MoreRequest[] = []
  let threads = 0
  let moved = false

  const miss = (part: PullRequestPart, reason: string | null) => {
    if (!incomplete.has(part)) incomplete.set(part, reason ?? 'GitHub left it out without a reason')
  }
  for (const { path = [], message } of errors.all) {
    if (path.length === 0) {
      for (const [field, part] of partOfField)
        if (mayBeWithheld(node as Partial<WholeNode>, field)) miss(part, message)
      continue
    }
    const field = String(path[0])
    const part = partOfField.get(field)
    if (part === undefined) throw unreadable(field, message)
    // Who wrote a commit is shown, and nothing is made of it.
    if (field === 'commits' && path.includes('author')) continue
    miss(part, message)
  }
  for (const field of required) if ((node[field] ?? null) === null) throw unreadable(field, null)

  const each = <T>(part: PullRequestPart, nodes: readonly (T | null)[], put: (child: T) => void) => {
    for (const child of nodes) {
      if (child === null) {
        miss(part, null)
        continue
      }
      try {
        put(child)
      } catch (error) {
        miss(part, `one cannot be understood: ${String(error)}`)
      }
    }
  }
  const take = (id: string, answer: MorePage, reason: string | null): void => {
    const part = partOfSet[answer.set]
    if (reason !== null) miss(part, reason)
    if (answer.set === 'size') {
      if (answer.page) size = answer.page
      else miss(part, null)
      return
    }
    const { set, page } = answer
    if (!page?.nodes) {
      miss(part, null)
      return
    }
    const { hasNextPage, endCursor } = page.pageInfo
    if (answer.set === 'threads') threads += page.nodes.length
    const left =
      answer.set === 'threads' && answer.page ? { left: Math.max(1, answer.page.totalCount - threads) } : {}
    if (hasNextPage && endCursor) pending.push({ set, id, after: endCursor, ...left })
    else if (hasNextPage) miss(part, noWayOn)
    switch (answer.set) {
      case 'commits':
        each(part, answer.page?.nodes ?? [], (child) => commits.push(toCommit(child)))
        break
      case 'reviews':
        each(part, answer.page?.nodes ?? [], (child) => reviews.push(toReview(child)))
        break
      case 'comments':
        each(part, answer.page?.nodes ?? [], (child) => comments.push(toComment(child)))
        break
      case 'threads':
        each(part, answer.page?.nodes ?? [], (child) =>
          take(child.id, { set: 'threadComments', page: child.comments }, null),
        )
        break
      case 'threadComments':
        each(part, answer.page?.nodes ?? [], (child) => comments.push(toLineComment(child)))
        break
      case 'events':
        each(part, answer.page?.nodes ?? [], (child) => {
          const event = toEvent(child)
          if (event) events.push(event)
        })
        break
      case 'requests':
        each(part, answer.page?.nodes ?? [], (child) =>
          requestedReviewers.push(toReviewer(child.requestedReviewer)),
        )
        break
      case 'labels':
        each(part, answer.page?.nodes ?? [], ({ name }) => labels.push(name))
        break
      case 'files':
        each(part, answer.page?.nodes ?? [], ({ path, additions, deletions }) =>
          files.push({ path, additions, deletions }),
        )
    }
  }

  if (node.additions === undefined) pending.push({ set: 'size', id: node.id, after: null })
  else
    size = {
      additions: node.additions ?? 0,
      deletions: node.deletions ?? 0,
      changedFiles: node.changedFiles ?? 0,
    }
  const first = {
    commits: node.commits,
    reviews: node.reviews,
    comments: node.comments,
    threads: node.reviewThreads,
    events: node.timelineItems,
    requests: node.reviewRequests,
    labels: node.labels,
    files: node.files,
  }
  for (const [set, page] of Object.entries(first)) {
    if (page === undefined) pending.push({ set: set as MoreSet, id: node.id, after: null })
    else take(node.id, { set, page } as MorePage, null)
  }

  return {
    number: node.number,
    id: toPullRequestId(node.id),
    pending: () => pending,
    add(request, answer) {
      pending = pending.filter((one) => one !== request)
      if (answer.updatedAt !== null && answer.updatedAt !== node.updatedAt) moved = true
      take(request.id, answer, answer.reason)
      // A cursor that does not move would be asked for without end.
      const stuck = pending.find(
        (one) => one.set === request.set && one.id === request.id && one.after === request.after,
      )
      if (!stuck) return
      pending = pending.filter((one) => one !== stuck)
      miss(partOfSet[request.set], noWayOn)
    },
    threads: () => threads,
    hasMoved: () => moved,
    build: () => ({
      ...toScalars(repositoryId, node, size),
      commits,
      reviews,
      comments,
      events,
      requestedReviewers,
      labels,
      files,
      incomplete: [...incomplete.keys()].sort(),
    }),
    unread: () =>
      incomplete.size === 0
        ? null
        : {
            number: node.number,
            reason: `not all of its ${[...incomplete.keys()].sort().join(', ')} could be read: ${[...new Set(incomplete.values())].join('; ')}`,
            isRefused: false,
          },
  }
}

const noWayOn = 'GitHub says that there is more and gives no way on'

/** Without one of these it is no pull request. */
const required = [
  'title',
  'url',
  'state',
  'isDraft',
  'isCrossRepository',
  'baseRefName',
  'headRefName',
  'createdAt',
  'updatedAt',
] as const

const unreadable = (field: string, reason: string | null) =>
  new GithubError(
    'github/partial-result',
    `its ${field} could not be read${reason === null ? '' : `: ${reason}`}`,
  )

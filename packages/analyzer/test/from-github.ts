/** A pull request as GitHub's GraphQL gives it, read by the shortest way: what the sync makes of it, without the sync. */
import {
  type Actor,
  parseInstant,
  type RawPullRequest,
  type ReviewState,
  type TimelineEvent,
  toActor,
  toPullRequestId,
  toRepositoryId,
} from '@upflow/model'

type Node = { __typename: string; login: string } | null
interface Said {
  author: Node
  createdAt: string
}
export interface GithubPullRequest {
  number: number
  state: string
  isDraft: boolean
  createdAt: string
  updatedAt: string
  closedAt: string | null
  mergedAt: string | null
  author: Node
  baseRefName: string
  headRefName: string
  isCrossRepository: boolean
  mergeCommit: { oid: string } | null
  additions: number
  deletions: number
  changedFiles: number
  commits: { nodes: { commit: { oid: string; authoredDate: string; committedDate: string } }[] }
  reviews: {
    nodes: { author: Node; state: string; submittedAt: string | null; comments: { nodes: Said[] } }[]
  }
  comments: { nodes: Said[] }
  timelineItems: {
    nodes: { __typename: string; createdAt: string; actor: Node; requestedReviewer?: Node }[]
  }
}

const kinds: Record<string, 'closed' | 'merged' | 'reopened' | 'ready-for-review' | 'converted-to-draft'> = {
  ClosedEvent: 'closed',
  MergedEvent: 'merged',
  ReopenedEvent: 'reopened',
  ReadyForReviewEvent: 'ready-for-review',
  ConvertToDraftEvent: 'converted-to-draft',
}

export function fromGithub(node: GithubPullRequest): RawPullRequest {
  const at = (text: string | null) => (text === null ? null : parseInstant(text))
  const url = `https://github.com/acme/app/pull/${node.number}`
  const reviews = node.reviews.nodes.map((review, index) => ({
    id: `PRR_${index}`,
    author: toActor(review.author),
    state: review.state.toLowerCase().replace('_', '-') as ReviewState,
    submittedAt: at(review.submittedAt),
    url: `${url}#pullrequestreview-${index}`,
  }))
  const threads = node.reviews.nodes.flatMap((review, index) =>
    review.comments.nodes.map((comment, position) => ({
      id: `PRRC_${index}_${position}`,
      kind: 'review-thread' as const,
      author: toActor(comment.author),
      createdAt: parseInstant(comment.createdAt),
      publishedAt: at(review.submittedAt),
      review: { id: `PRR_${index}`, submittedAt: at(review.submittedAt) },
      url: `${url}#discussion_r${index}`,
    })),
  )
  const comments = node.comments.nodes.map((comment, index) => ({
    id: `IC_${index}`,
    kind: 'issue' as const,
    author: toActor(comment.author),
    createdAt: parseInstant(comment.createdAt),
    publishedAt: parseInstant(comment.createdAt),
    review: null,
    url: `${url}#issuecomment-${index}`,
  }))
  const events = node.timelineItems.nodes.map(
    ({ __typename, createdAt, actor, requestedReviewer }, index): TimelineEvent => {
      const base = {
        at: parseInstant(createdAt),
        actor: toActor(actor) as Actor,
        id: `E_${index}`,
        url: null,
      }
      return __typename === 'ReviewRequestedEvent'
        ? { ...base, kind: 'review-requested', reviewer: toActor(requestedReviewer) }
        : { ...base, kind: kinds[__typename]! }
    },
  )
  return {
    id: toPullRequestId(`PR_${node.number}`),
    fullDatabaseId: null,
    repositoryId: toRepositoryId('R_1'),
    number: node.number,
    title: '',
    url,
    state: node.state.toLowerCase() as 'open',
    isDraft: node.isDraft,
    author: toActor(node.author),
    baseRefName: node.baseRefName,
    headRefName: node.headRefName,
    isCrossRepository: node.isCrossRepository,
    createdAt: parseInstant(node.createdAt),
    updatedAt: parseInstant(node.updatedAt),
    mergedAt: at(node.mergedAt),
    closedAt: at(node.closedAt),
    mergeCommitSha: node.mergeCommit?.oid ?? null,
    additions: node.additions,
    deletions: node.deletions,
    changedFiles: node.changedFiles,
    commits: node.commits.nodes.map(({ commit }) => ({
      sha: commit.oid,
      authoredAt: parseInstant(commit.authoredDate),
      committedAt: parseInstant(commit.committedDate),
      author: null,
    })),
    reviews,
    comments: [...comments, ...threads],
    events,
    requestedReviewers: [],
    labels: [],
    files: [],
    incomplete: [],
  }
}

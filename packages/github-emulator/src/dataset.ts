/** What the emulator serves: plain objects that a test may change between two requests. */
export interface Dataset {
  readonly repositories: RepositoryData[]
}

export interface RepositoryData {
  id: string
  owner: string
  name: string
  defaultBranch: string
  isArchived: boolean
  /** False: every credential gets GitHub's NOT_FOUND, as for a repository that it may not see. */
  isVisible: boolean
  pullRequests: PullRequestData[]
  tags: TagData[]
}

export interface ActorData {
  readonly __typename: string
  readonly login: string
}

export interface PullRequestData {
  number: number
  state: 'OPEN' | 'CLOSED' | 'MERGED'
  isDraft: boolean | null
  createdAt: string
  updatedAt: string
  closedAt: string | null
  mergedAt: string | null
  author: ActorData | null
  baseRefName: string
  headRefName: string
  isCrossRepository?: boolean
  title?: string
  mergeCommit: { oid: string } | null
  additions: number
  deletions: number
  changedFiles: number
  files?: { nodes: { path: string; additions: number; deletions: number }[] } | null
  commits: { nodes: { commit: { oid: string; authoredDate: string; committedDate: string } }[] }
  reviews: { nodes: ReviewData[] }
  comments: { nodes: CommentData[] }
  orphanReviewComments?: CommentData[]
  timelineItems: { nodes: EventData[] } | null
  reviewRequests?: { nodes: { requestedReviewer: ActorData | null }[] }
  /** Why GitHub cannot load it, however it is asked for: it is null everywhere, with this as the error. */
  broken?: string
}

export interface ReviewData {
  author: ActorData | null
  state: 'APPROVED' | 'CHANGES_REQUESTED' | 'COMMENTED' | 'DISMISSED' | 'PENDING'
  submittedAt: string | null
  comments?: { nodes: CommentData[] }
}

export interface CommentData {
  author: ActorData | null
  createdAt: string
  /** Default: createdAt. Null in a review that is not submitted. */
  publishedAt?: string | null
  /** Of a comment in a review. Default: SUBMITTED. */
  state?: 'PENDING' | 'SUBMITTED'
}

export interface EventData {
  readonly __typename: string
  readonly createdAt: string
  readonly actor: ActorData | null
  readonly requestedReviewer?: ActorData | null
  /** Of a dismissal: which review of the pull request, by its place, and what it said before. */
  readonly review?: number | null
  readonly previousReviewState?: ReviewData['state']
}

export interface TagData {
  name: string
  oid: string
  committedDate: string
  annotated: boolean
  /** How many tags lead to the commit, of an annotated one (default 1). */
  depth?: number
}

export const nodeId = (kind: string, ...parts: (string | number)[]): string =>
  `${kind}_${Buffer.from(parts.join(':')).toString('base64url')}`

/** What the emulator serves: plain objects that a test may change between two requests. */
import type { History } from './history.ts'

export interface Dataset {
  readonly repositories: RepositoryData[]
  /** Default: none. */
  readonly teams?: TeamData[]
}

export interface TeamData {
  readonly owner: string
  readonly slug: string
  readonly name: string
  /** Logins of those who are in it themselves. */
  readonly members: string[]
  /** The slug of the team that it is a child of: whoever is in it is in that one too. Default: of none. */
  readonly parent?: string
}

export interface RepositoryData {
  id: string
  owner: string
  name: string
  defaultBranch: string
  isArchived: boolean
  /** False: every credential gets GitHub's NOT_FOUND, as for a repository that it may not see. */
  isVisible: boolean
  /** Why it is refused to a credential that may know of it, as for want of single sign-on: null, with this as the error. */
  refusal?: { readonly type: string; readonly message: string; readonly samlFailure?: boolean }
  /** Default: false. */
  isFork?: boolean
  /** Default: false. */
  isPrivate?: boolean
  /** Default: none. */
  topics?: string[]
  /** Default: when the last of `pullRequests` was updated. */
  pushedAt?: string | null
  /** `owner/name`, as it was called before: what asks for it so is led here. */
  formerNames?: string[]
  pullRequests: PullRequestData[]
  /** More of them, that are made when they are asked for. One of `pullRequests` stands before that of its number here. */
  history?: History<PullRequestData>
  tags: TagData[]
  /** In any order. Default: none. */
  deployments?: DeploymentData[]
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
  commits: { nodes: { commit: CommitData }[] }
  reviews: { nodes: ReviewData[] }
  comments: { nodes: CommentData[] }
  orphanReviewComments?: CommentData[]
  timelineItems: { nodes: EventData[] } | null
  reviewRequests?: { nodes: { requestedReviewer: ActorData | null }[] }
  labels?: { nodes: { name: string }[] }
  /** Why GitHub cannot load it, however it is asked for: it is null everywhere, with this as the error. */
  broken?: string
}

export interface CommitData {
  oid: string
  authoredDate: string
  committedDate: string
  /** The account of its author, where GitHub knows one. */
  author?: { user: ActorData | null } | null
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
  /** Default: when its review was submitted, else createdAt. Null in a review that is not. */
  publishedAt?: string | null
  /** Of a comment in a review. Default: as its review. */
  state?: 'PENDING' | 'SUBMITTED'
}

export interface EventData {
  readonly __typename: string
  readonly createdAt: string
  readonly actor: ActorData | null
  readonly requestedReviewer?: ActorData | null
  /**
   * Of a dismissal: which review of the pull request, by its place, and what it said before (default: it approved). By
   * default those that are dismissed are so in their order.
   */
  readonly review?: number | null
  readonly previousReviewState?: ReviewData['state']
  /** Of a change of base. */
  readonly previousRefName?: string
  readonly currentRefName?: string
}

export interface DeploymentData {
  id: string
  environment: string
  commitOid: string
  /** Of the commit; null when that is gone. */
  committedDate: string | null
  creator: ActorData | null
  createdAt: string
  /** In the order in which they were reported. */
  statuses: { state: string; createdAt: string; creator?: ActorData | null }[]
  /** Why GitHub cannot load it, as of a pull request. */
  broken?: string
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

/** GitHub's older, numeric id of the same thing: stable, and over 31 bits as newer ones are. */
export const databaseIdOf = (id: string): number => {
  let hash = 0x811c9dc5
  for (const byte of Buffer.from(id)) hash = Math.imul(hash ^ byte, 0x01000193)
  return 2 ** 31 + (hash >>> 1)
}

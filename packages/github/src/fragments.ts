/** The parts of queries: what is asked of each kind of thing, wherever it is asked. */
import { graphql } from './graphql.ts'

export const actor = graphql(`
  fragment Actor on Actor @_unmask { __typename login ... on Node { id } }
`)

const reviewer = graphql(`
  fragment Reviewer on RequestedReviewer @_unmask {
    __typename
    ... on User { id login }
    ... on Bot { id login }
    ... on Mannequin { id login }
    ... on Team { id slug }
  }
`)

export const scalars = graphql(
  `
  fragment Scalars on PullRequest @_unmask {
    id fullDatabaseId number title url state isDraft isCrossRepository baseRefName headRefName
    createdAt updatedAt mergedAt closedAt
    author { ...Actor }
    mergeCommit { oid }
  }
`,
  [actor],
)

/** What GitHub computes for each: it can be what makes a query too heavy. */
export const size = graphql(`
  fragment Size on PullRequest @_unmask { additions deletions changedFiles }
`)

export const repositoryFacts = graphql(`
  fragment RepositoryFacts on Repository @_unmask { id name isArchived owner { login } defaultBranchRef { name } }
`)

export const visibleRepositories = graphql(
  `
  fragment VisibleRepositories on RepositoryConnection @_unmask {
    totalCount
    pageInfo { hasNextPage endCursor }
    nodes {
      ...RepositoryFacts isPrivate isFork pushedAt
      pullRequests { totalCount }
      repositoryTopics(first: 20) { nodes { topic { name } } }
    }
  }
`,
  [repositoryFacts],
)

export const commits = graphql(
  `
  fragment Commits on PullRequestCommitConnection @_unmask {
    pageInfo { hasNextPage endCursor }
    nodes { commit { oid authoredDate committedDate author { user { ...Actor } } } }
  }
`,
  [actor],
)

export const reviews = graphql(
  `
  fragment Reviews on PullRequestReviewConnection @_unmask {
    pageInfo { hasNextPage endCursor }
    nodes { id url state submittedAt author { ...Actor } }
  }
`,
  [actor],
)

export const comments = graphql(
  `
  fragment Comments on IssueCommentConnection @_unmask {
    pageInfo { hasNextPage endCursor }
    nodes { id url createdAt publishedAt author { ...Actor } }
  }
`,
  [actor],
)

export const threadComments = graphql(
  `
  fragment ThreadComments on PullRequestReviewCommentConnection @_unmask {
    pageInfo { hasNextPage endCursor }
    nodes {
      id url state createdAt publishedAt author { ...Actor }
      pullRequestReview { id submittedAt }
    }
  }
`,
  [actor],
)

export const threads = graphql(
  `
  fragment Threads on PullRequestReviewThreadConnection @_unmask {
    totalCount
    pageInfo { hasNextPage endCursor }
    nodes { id comments(first: 100) { ...ThreadComments } }
  }
`,
  [threadComments],
)

export const events = graphql(
  `
  fragment Events on PullRequestTimelineItemsConnection @_unmask {
    pageInfo { hasNextPage endCursor }
    nodes {
      __typename
      ... on ReviewRequestedEvent { id createdAt actor { ...Actor } requestedReviewer { ...Reviewer } }
      ... on ReviewRequestRemovedEvent { id createdAt actor { ...Actor } requestedReviewer { ...Reviewer } }
      ... on ReviewDismissedEvent { id url createdAt actor { ...Actor } review { id } previousReviewState }
      ... on ReadyForReviewEvent { id url createdAt actor { ...Actor } }
      ... on ConvertToDraftEvent { id url createdAt actor { ...Actor } }
      ... on ClosedEvent { id url createdAt actor { ...Actor } }
      ... on ReopenedEvent { id createdAt actor { ...Actor } }
      ... on MergedEvent { id url createdAt actor { ...Actor } }
      ... on HeadRefForcePushedEvent { id createdAt actor { ...Actor } }
      ... on BaseRefChangedEvent { id createdAt actor { ...Actor } previousRefName currentRefName }
      ... on AddedToMergeQueueEvent { id createdAt actor { ...Actor } }
      ... on RemovedFromMergeQueueEvent { id createdAt actor { ...Actor } }
      ... on DeployedEvent { id createdAt actor { ...Actor } }
    }
  }
`,
  [actor, reviewer],
)

export const requests = graphql(
  `
  fragment Requests on ReviewRequestConnection @_unmask {
    pageInfo { hasNextPage endCursor }
    nodes { requestedReviewer { ...Reviewer } }
  }
`,
  [reviewer],
)

export const labels = graphql(`
  fragment Labels on LabelConnection @_unmask { pageInfo { hasNextPage endCursor } nodes { name } }
`)

export const files = graphql(`
  fragment Files on PullRequestChangedFileConnection @_unmask {
    pageInfo { hasNextPage endCursor }
    nodes { path additions deletions }
  }
`)

export const deploymentStatuses = graphql(`
  fragment DeploymentStatuses on DeploymentStatusConnection @_unmask {
    pageInfo { hasNextPage endCursor }
    nodes { state createdAt }
  }
`)

/** In whichever order its statuses come, the first success may be the last of them: what overflows is read too. */
export const deployment = graphql(
  `
  fragment DeploymentFacts on Deployment @_unmask {
    id environment commitOid createdAt
    commit { committedDate }
    statuses(first: 100) { ...DeploymentStatuses }
  }
`,
  [deploymentStatuses],
)

/**
 * One pull request with its children. A set is one to GitHub whatever it holds, so a hundred of each are asked for; but
 * each thread counts, since it has comments of its own: of them as many as most have (see learned-threads.ts).
 */
export const whole = graphql(
  `
  fragment Whole on PullRequest @_unmask {
    ...Scalars
    ...Size
    commits(first: 100) { ...Commits }
    reviews(first: 100) { ...Reviews }
    comments(first: 100) { ...Comments }
    reviewThreads(first: $threads) { ...Threads }
    timelineItems(first: 100, itemTypes: [REVIEW_REQUESTED_EVENT, REVIEW_REQUEST_REMOVED_EVENT, REVIEW_DISMISSED_EVENT, READY_FOR_REVIEW_EVENT, CONVERT_TO_DRAFT_EVENT, CLOSED_EVENT, REOPENED_EVENT, MERGED_EVENT, HEAD_REF_FORCE_PUSHED_EVENT, BASE_REF_CHANGED_EVENT, ADDED_TO_MERGE_QUEUE_EVENT, REMOVED_FROM_MERGE_QUEUE_EVENT, DEPLOYED_EVENT]) { ...Events }
    reviewRequests(first: 100) { ...Requests }
    labels(first: 100) { ...Labels }
    files(first: 100) { ...Files }
  }
`,
  [scalars, size, commits, reviews, comments, threads, events, requests, labels, files],
)

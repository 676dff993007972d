/** The parts of queries: what is asked of each kind of thing, wherever it is asked. */
import { graphql } from './graphql.ts'

const actor = graphql(`
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

export const commits = graphql(`
  fragment Commits on PullRequestCommitConnection @_unmask {
    pageInfo { hasNextPage endCursor }
    nodes { commit { oid authoredDate committedDate } }
  }
`)

export const reviews = graphql(
  `
  fragment Reviews on PullRequestReviewConnection @_unmask {
    pageInfo { hasNextPage endCursor }
    nodes { id state submittedAt author { ...Actor } }
  }
`,
  [actor],
)

export const comments = graphql(
  `
  fragment Comments on IssueCommentConnection @_unmask {
    pageInfo { hasNextPage endCursor }
    nodes { id createdAt author { ...Actor } }
  }
`,
  [actor],
)

export const threadComments = graphql(
  `
  fragment ThreadComments on PullRequestReviewCommentConnection @_unmask {
    pageInfo { hasNextPage endCursor }
    nodes { id createdAt author { ...Actor } }
  }
`,
  [actor],
)

export const threads = graphql(
  `
  fragment Threads on PullRequestReviewThreadConnection @_unmask {
    pageInfo { hasNextPage endCursor }
    nodes { id comments(first: 20) { ...ThreadComments } }
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
      ... on ReviewRequestedEvent { createdAt actor { ...Actor } requestedReviewer { ...Reviewer } }
      ... on ReviewRequestRemovedEvent { createdAt actor { ...Actor } requestedReviewer { ...Reviewer } }
      ... on ReviewDismissedEvent { createdAt actor { ...Actor } review { id } }
      ... on ReadyForReviewEvent { createdAt actor { ...Actor } }
      ... on ConvertToDraftEvent { createdAt actor { ...Actor } }
      ... on ClosedEvent { createdAt actor { ...Actor } }
      ... on ReopenedEvent { createdAt actor { ...Actor } }
      ... on MergedEvent { createdAt actor { ...Actor } }
      ... on HeadRefForcePushedEvent { createdAt actor { ...Actor } }
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

export const files = graphql(`
  fragment Files on PullRequestChangedFileConnection @_unmask {
    pageInfo { hasNextPage endCursor }
    nodes { path additions deletions }
  }
`)

/** One pull request with as many of its children as most have. */
export const whole = graphql(
  `
  fragment Whole on PullRequest @_unmask {
    ...Scalars
    ...Size
    commits(first: 50) { ...Commits }
    reviews(first: 50) { ...Reviews }
    comments(first: 50) { ...Comments }
    reviewThreads(first: 10) { ...Threads }
    timelineItems(first: 50, itemTypes: [REVIEW_REQUESTED_EVENT, REVIEW_REQUEST_REMOVED_EVENT, REVIEW_DISMISSED_EVENT, READY_FOR_REVIEW_EVENT, CONVERT_TO_DRAFT_EVENT, CLOSED_EVENT, REOPENED_EVENT, MERGED_EVENT, HEAD_REF_FORCE_PUSHED_EVENT]) { ...Events }
    reviewRequests(first: 20) { ...Requests }
    files(first: 100) { ...Files }
  }
`,
  [scalars, size, commits, reviews, comments, threads, events, requests, files],
)

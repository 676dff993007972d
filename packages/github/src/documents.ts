/**
 * The queries of what a repository has; those of repositories are in repository-documents.ts. Children come in the same
 * request as their pull request; what overflows comes by node id.
 */
import {
  actor,
  comments,
  commits,
  deployment,
  deploymentStatuses,
  events,
  files,
  labels,
  repositoryFacts,
  requests,
  reviews,
  scalars,
  size,
  threadComments,
  threads,
  whole,
} from './fragments.ts'
import { graphql } from './graphql.ts'

export const viewerQuery = graphql(`
  query Viewer { viewer { login } rateLimit { cost limit remaining resetAt } }
`)

/** Pages of whole pull requests. Ordered by creation for a backfill (a key that does not move), by update for a crawl. */
export const pullRequestsQuery = graphql(
  `
  query PullRequests($repository: ID!, $first: Int!, $after: String, $orderBy: IssueOrder!, $threads: Int!) {
    node(id: $repository) {
      __typename
      ... on Repository {
        ...RepositoryFacts
        pullRequests(first: $first, after: $after, orderBy: $orderBy) {
          totalCount
          pageInfo { hasNextPage endCursor }
          nodes { ...Whole }
        }
      }
    }
    rateLimit { cost limit remaining resetAt }
  }
`,
  [whole, repositoryFacts],
)

/** One pull request with all that a sync reads: whether the credential may, before anything is begun. */
export const accessQuery = graphql(
  `
  query Access($repository: ID!, $threads: Int = 10) {
    node(id: $repository) {
      __typename
      ... on Repository {
        pullRequests(first: 1, orderBy: { field: UPDATED_AT, direction: DESC }) { nodes { ...Whole } }
      }
    }
    rateLimit { cost limit remaining resetAt }
  }
`,
  [whole],
)

/** Pages without children and without what GitHub computes: what is asked for when whole ones are too much. */
export const scalarsQuery = graphql(
  `
  query PullRequestScalars($repository: ID!, $first: Int!, $after: String, $orderBy: IssueOrder!) {
    node(id: $repository) {
      __typename
      ... on Repository {
        ...RepositoryFacts
        pullRequests(first: $first, after: $after, orderBy: $orderBy) {
          totalCount
          pageInfo { hasNextPage endCursor }
          nodes { ...Scalars }
        }
      }
    }
    rateLimit { cost limit remaining resetAt }
  }
`,
  [scalars, repositoryFacts],
)

/** Which there are, a hundred to a point. */
export const numbersQuery = graphql(
  `
  query PullRequestNumbers($repository: ID!, $first: Int!, $after: String, $orderBy: IssueOrder!) {
    node(id: $repository) {
      __typename
      ... on Repository {
        ...RepositoryFacts
        pullRequests(first: $first, after: $after, orderBy: $orderBy) {
          totalCount
          pageInfo { hasNextPage endCursor }
          nodes { id number createdAt updatedAt }
        }
      }
    }
    rateLimit { cost limit remaining resetAt }
  }
`,
  [repositoryFacts],
)

/** Pages of file lists only. */
export const filesQuery = graphql(
  `
  query PullRequestFiles($repository: ID!, $first: Int!, $after: String, $orderBy: IssueOrder!) {
    node(id: $repository) {
      __typename
      ... on Repository {
        ...RepositoryFacts
        pullRequests(first: $first, after: $after, orderBy: $orderBy) {
          totalCount
          pageInfo { hasNextPage endCursor }
          nodes { id number createdAt updatedAt files(first: 100) { ...Files } }
        }
      }
    }
    rateLimit { cost limit remaining resetAt }
  }
`,
  [files, repositoryFacts],
)

export const byIdQuery = graphql(
  `
  query PullRequestsById($ids: [ID!]!, $threads: Int!) {
    nodes(ids: $ids) { __typename ...Whole }
    rateLimit { cost limit remaining resetAt }
  }
`,
  [whole],
)

/** Asked for many numbers at once (see look-up.ts). */
export const numberQuery = graphql(`
  query PullRequestId($repository: ID!, $number: Int!) {
    node(id: $repository) { __typename ... on Repository { pullRequest(number: $number) { id } } }
    rateLimit { cost limit remaining resetAt }
  }
`)

/** Whether pull requests are still there, and the repository that they would be gone with. */
export const stillThereQuery = graphql(`
  query PullRequestsStillThere($repository: ID!, $ids: [ID!]!) {
    node(id: $repository) { __typename id }
    nodes(ids: $ids) { __typename id }
    rateLimit { cost limit remaining resetAt }
  }
`)

/** Tags of tags are followed so far; git makes none deeper by itself. */
export const tagsQuery = graphql(`
  query Tags($repository: ID!, $after: String) {
    node(id: $repository) {
      __typename
      ... on Repository {
        refs(refPrefix: "refs/tags/", first: 100, after: $after, orderBy: { field: TAG_COMMIT_DATE, direction: DESC }) {
          pageInfo { hasNextPage endCursor }
          nodes {
            name
            target {
              __typename oid ... on Commit { committedDate }
              ... on Tag { target {
                __typename oid ... on Commit { committedDate }
                ... on Tag { target {
                  __typename oid ... on Commit { committedDate }
                  ... on Tag { target { __typename oid ... on Commit { committedDate } } }
                } }
              } }
            }
          }
        }
      }
    }
    rateLimit { cost limit remaining resetAt }
  }
`)

/** Pages of deployments, the newest first. Without their creators where GitHub gives none of one that it may not name. */
export const deploymentsQuery = graphql(
  `
  query Deployments($repository: ID!, $first: Int!, $after: String, $withCreators: Boolean!) {
    node(id: $repository) {
      __typename
      ... on Repository {
        deployments(first: $first, after: $after, orderBy: { field: CREATED_AT, direction: DESC }) {
          totalCount
          pageInfo { hasNextPage endCursor }
          nodes { ...DeploymentFacts creator @include(if: $withCreators) { ...Actor } }
        }
      }
    }
    rateLimit { cost limit remaining resetAt }
  }
`,
  [deployment, actor],
)

export const deploymentsByIdQuery = graphql(
  `
  query DeploymentsById($ids: [ID!]!, $withCreators: Boolean!) {
    nodes(ids: $ids) {
      __typename
      ... on Deployment { ...DeploymentFacts creator @include(if: $withCreators) { ...Actor } }
    }
    rateLimit { cost limit remaining resetAt }
  }
`,
  [deployment, actor],
)

export const deploymentStatusesQuery = graphql(
  `
  query DeploymentStatuses($deployment: ID!, $after: String) {
    node(id: $deployment) {
      __typename
      ... on Deployment { statuses(first: 100, after: $after) { ...DeploymentStatuses } }
    }
    rateLimit { cost limit remaining resetAt }
  }
`,
  [deploymentStatuses],
)

/** One further page of one child set, by the pull request's (or the thread's) id. Asked for many at once (see more-children.ts). */
export const moreQueries = {
  commits: graphql(
    `query MoreCommits($id: ID!, $after: String) { node(id: $id) { __typename ... on PullRequest { updatedAt page: commits(first: 100, after: $after) { ...Commits } } } rateLimit { cost limit remaining resetAt } }`,
    [commits],
  ),
  reviews: graphql(
    `query MoreReviews($id: ID!, $after: String) { node(id: $id) { __typename ... on PullRequest { updatedAt page: reviews(first: 100, after: $after) { ...Reviews } } } rateLimit { cost limit remaining resetAt } }`,
    [reviews],
  ),
  comments: graphql(
    `query MoreComments($id: ID!, $after: String) { node(id: $id) { __typename ... on PullRequest { updatedAt page: comments(first: 100, after: $after) { ...Comments } } } rateLimit { cost limit remaining resetAt } }`,
    [comments],
  ),
  threads: graphql(
    `query MoreThreads($id: ID!, $after: String, $first: Int!) { node(id: $id) { __typename ... on PullRequest { updatedAt page: reviewThreads(first: $first, after: $after) { ...Threads } } } rateLimit { cost limit remaining resetAt } }`,
    [threads],
  ),
  threadComments: graphql(
    `query MoreThreadComments($id: ID!, $after: String) { node(id: $id) { __typename ... on PullRequestReviewThread { pullRequest { updatedAt } page: comments(first: 100, after: $after) { ...ThreadComments } } } rateLimit { cost limit remaining resetAt } }`,
    [threadComments],
  ),
  events: graphql(
    `query MoreEvents($id: ID!, $after: String) { node(id: $id) { __typename ... on PullRequest { updatedAt page: timelineItems(first: 100, after: $after, itemTypes: [REVIEW_REQUESTED_EVENT, REVIEW_REQUEST_REMOVED_EVENT, REVIEW_DISMISSED_EVENT, READY_FOR_REVIEW_EVENT, CONVERT_TO_DRAFT_EVENT, CLOSED_EVENT, REOPENED_EVENT, MERGED_EVENT, HEAD_REF_FORCE_PUSHED_EVENT, BASE_REF_CHANGED_EVENT, ADDED_TO_MERGE_QUEUE_EVENT, REMOVED_FROM_MERGE_QUEUE_EVENT, DEPLOYED_EVENT]) { ...Events } } } rateLimit { cost limit remaining resetAt } }`,
    [events],
  ),
  requests: graphql(
    `query MoreRequests($id: ID!, $after: String) { node(id: $id) { __typename ... on PullRequest { updatedAt page: reviewRequests(first: 100, after: $after) { ...Requests } } } rateLimit { cost limit remaining resetAt } }`,
    [requests],
  ),
  labels: graphql(
    `query MoreLabels($id: ID!, $after: String) { node(id: $id) { __typename ... on PullRequest { updatedAt page: labels(first: 100, after: $after) { ...Labels } } } rateLimit { cost limit remaining resetAt } }`,
    [labels],
  ),
  files: graphql(
    `query MoreFiles($id: ID!, $after: String) { node(id: $id) { __typename ... on PullRequest { updatedAt page: files(first: 100, after: $after) { ...Files } } } rateLimit { cost limit remaining resetAt } }`,
    [files],
  ),
  /** No set and no pages, but asked for and answered the same way. */
  size: graphql(
    `query MoreSize($id: ID!) { node(id: $id) { __typename ... on PullRequest { updatedAt ...Size } } rateLimit { cost limit remaining resetAt } }`,
    [size],
  ),
} as const

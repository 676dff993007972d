/** The queries of repositories: which there are, what they are called, and whether anything of them has changed. */
import { repositoryFacts, visibleRepositories } from './fragments.ts'
import { graphql } from './graphql.ts'

/** What the token sees, a hundred repositories a point. */
export const visibleQuery = graphql(
  `
  query Visible($first: Int!, $after: String) {
    viewer {
      login
      repositories(
        first: $first, after: $after, affiliations: [OWNER, COLLABORATOR, ORGANIZATION_MEMBER],
        ownerAffiliations: [OWNER, COLLABORATOR, ORGANIZATION_MEMBER], orderBy: { field: PUSHED_AT, direction: DESC }
      ) { ...VisibleRepositories }
    }
    rateLimit { cost limit remaining resetAt }
  }
`,
  [visibleRepositories],
)

/** What of an owner's the token sees, also where its user is no member. */
export const ownedQuery = graphql(
  `
  query Owned($owner: String!, $first: Int!, $after: String) {
    viewer { login }
    repositoryOwner(login: $owner) {
      __typename
      repositories(first: $first, after: $after, orderBy: { field: PUSHED_AT, direction: DESC }) {
        ...VisibleRepositories
      }
    }
    rateLimit { cost limit remaining resetAt }
  }
`,
  [visibleRepositories],
)

/** How many pull requests each has. */
export const totalsQuery = graphql(`
  query Totals($ids: [ID!]!) {
    viewer { login }
    nodes(ids: $ids) { __typename ... on Repository { id pullRequests { totalCount } } }
    rateLimit { cost limit remaining resetAt }
  }
`)

/** Signs of life, a hundred repositories a point: whether anything of what a sync reads can have changed. */
export const pulsesQuery = graphql(
  `
  query Pulses($ids: [ID!]!) {
    nodes(ids: $ids) {
      __typename
      ... on Repository {
        ...RepositoryFacts
        pushedAt
        pullRequests(first: 1, orderBy: { field: UPDATED_AT, direction: DESC }) { totalCount nodes { updatedAt } }
        deployments { totalCount }
        refs(refPrefix: "refs/tags/") { totalCount }
      }
    }
    rateLimit { cost limit remaining resetAt }
  }
`,
  [repositoryFacts],
)

export const repositoryQuery = graphql(
  `
  query Repository($owner: String!, $name: String!) {
    repository(owner: $owner, name: $name) { ...RepositoryFacts }
    rateLimit { cost limit remaining resetAt }
  }
`,
  [repositoryFacts],
)

export const repositoryByIdQuery = graphql(
  `
  query RepositoryById($repository: ID!) {
    node(id: $repository) { __typename ...RepositoryFacts }
    rateLimit { cost limit remaining resetAt }
  }
`,
  [repositoryFacts],
)

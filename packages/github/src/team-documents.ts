/** The queries of teams. */
import { graphql } from './graphql.ts'

/** Who is in a team, those of its child teams included; a hundred people a point. */
export const teamMembersQuery = graphql(`
  query TeamMembers($organization: String!, $slug: String!, $after: String) {
    organization(login: $organization) {
      team(slug: $slug) {
        members(first: 100, after: $after, membership: ALL) {
          nodes { login }
          pageInfo { hasNextPage endCursor }
        }
      }
    }
    rateLimit { cost limit remaining resetAt }
  }
`)

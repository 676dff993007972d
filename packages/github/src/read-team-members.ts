/** Who is in a team of an organization: all of them, or why that cannot be said. */
import type { ResultOf } from 'gql.tada'
import { deniedBy, isPermission } from './classify.ts'
import { stuck } from './connection.ts'
import { GithubError } from './github-error.ts'
import { teamMembersQuery } from './team-documents.ts'
import type { Sent, Transport } from './transport.ts'

export interface TeamName {
  /** By its login. */
  readonly organization: string
  readonly slug: string
}

type Members = NonNullable<NonNullable<ResultOf<typeof teamMembersQuery>['organization']>['team']>['members']

/**
 * Those of child teams included, each once. A part of them is never given out as all.
 * @throws GithubError `github/not-found`, `github/insufficient-scopes`, `github/access-denied`, `github/partial-result`
 */
export async function readTeamMembers(
  transport: Transport,
  { organization, slug }: TeamName,
  signal?: AbortSignal,
): Promise<string[]> {
  const where = `team ${organization}/${slug}`
  const logins = new Set<string>()
  for (let after: string | null = null; ; ) {
    const { data, errors }: Sent<ResultOf<typeof teamMembersQuery>> = await transport.send(
      teamMembersQuery,
      { organization, slug, after },
      signal,
    )
    const denied = errors.all.find(isPermission)
    if (denied) throw deniedBy(denied, where)
    const members: Members | undefined = data.organization?.team?.members
    if (!members)
      throw new GithubError(
        'github/not-found',
        `There is no ${where}, or the credential may not see it: a classic token needs the scope read:org, a fine-grained one and an app read access to members.`,
      )
    const nodes = members.nodes ?? []
    if (errors.all.length > 0 || nodes.includes(null) || members.nodes === null)
      throw new GithubError(
        'github/partial-result',
        `GitHub did not say all of who is in ${where}: ${errors.reason ?? 'it left some out without a reason'}.`,
        {},
        { retryable: true },
      )
    for (const one of nodes) logins.add(one!.login)
    const { hasNextPage, endCursor }: Members['pageInfo'] = members.pageInfo
    if (!hasNextPage) return [...logins]
    if (!endCursor || endCursor === after) throw stuck(`the members of ${where}`)
    after = endCursor
  }
}

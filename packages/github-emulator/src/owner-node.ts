/** An owner of repositories as a GraphQL object: what of theirs a viewer sees, and the teams of an organization. */
import { type ConnectionArgs, connect } from './connection.ts'
import { nodeId, type RepositoryData, type TeamData } from './dataset.ts'
import { pushedAtOf, toRepository } from './repository-node.ts'

export interface RepositoryArgs extends ConnectionArgs {
  readonly isArchived?: boolean | null
  readonly isFork?: boolean | null
  readonly orderBy?: {
    readonly field: 'CREATED_AT' | 'UPDATED_AT' | 'PUSHED_AT' | 'NAME' | 'STARGAZERS'
    readonly direction: 'ASC' | 'DESC'
  } | null
}

export function pageRepositories(
  repositories: readonly RepositoryData[],
  { isArchived, isFork, orderBy, ...args }: RepositoryArgs,
) {
  const wanted = repositories.filter(
    (one) =>
      (typeof isArchived !== 'boolean' || one.isArchived === isArchived) &&
      (typeof isFork !== 'boolean' || (one.isFork ?? false) === isFork),
  )
  const keyOf = (one: RepositoryData, index: number) =>
    orderBy?.field === 'NAME'
      ? ([one.name, index] as const)
      : orderBy?.field === 'PUSHED_AT' || orderBy?.field === 'UPDATED_AT'
        ? ([pushedAtOf(one) ?? '', index] as const)
        : ([index, index] as const)
  const connection = connect(wanted, args, keyOf, orderBy?.direction === 'DESC')
  return { ...connection, nodes: connection.nodes.map((one) => one && toRepository(one)) }
}

export interface MembersArgs extends ConnectionArgs {
  readonly membership?: 'ALL' | 'IMMEDIATE' | 'CHILD_TEAM'
}

/** Everybody once, however deep the child team, and whatever several of them there are. */
function withChildren(
  teams: readonly TeamData[],
  slug: string,
  membership: 'ALL' | 'CHILD_TEAM',
): readonly string[] {
  const own = membership === 'ALL' ? (teams.find((one) => one.slug === slug)?.members ?? []) : []
  const ofChildren = teams
    .filter(({ parent }) => parent === slug)
    .flatMap((child) => withChildren(teams, child.slug, 'ALL'))
  return [...new Set([...own, ...ofChildren])]
}

/** @param repositories of that owner, as the viewer sees them */
export function toOwner(
  login: string,
  {
    repositories,
    teams,
  }: { readonly repositories: readonly RepositoryData[]; readonly teams: readonly TeamData[] },
) {
  const toMember = (member: string) => ({ __typename: 'User', id: nodeId('U', member), login: member })
  const page = <T>(items: readonly T[], args: ConnectionArgs, toNode: (item: T) => unknown) => {
    const connection = connect(items, args, (_, index) => [index, index])
    return { ...connection, nodes: connection.nodes.map((one) => one && toNode(one)) }
  }
  const toTeam = ({ slug, name, members }: TeamData) => ({
    __typename: 'Team',
    id: nodeId('T', slug),
    slug,
    name,
    members: ({ membership = 'ALL', ...args }: MembersArgs) =>
      page(membership === 'IMMEDIATE' ? members : withChildren(teams, slug, membership), args, toMember),
  })
  return {
    __typename: 'Organization',
    id: nodeId('O', login),
    login,
    name: login,
    repositories: (args: RepositoryArgs) => pageRepositories(repositories, args),
    teams: (args: ConnectionArgs) => page(teams, args, toTeam),
    team({ slug }: { slug: string }) {
      const found = teams.find((one) => one.slug === slug.toLowerCase())
      return found ? toTeam(found) : null
    },
  }
}

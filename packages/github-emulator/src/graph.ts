/** The root of a query: properties and methods that graphql-js's default resolver reads. */
import { RequestRefused } from './connection.ts'
import { type Dataset, nodeId, type RepositoryData } from './dataset.ts'
import { pageRepositories, type RepositoryArgs, toOwner } from './owner-node.ts'
import { findPullRequest } from './pull-request-list.ts'
import { toLoaded, toPullRequest } from './pull-request-node.ts'
import { toDeployment, toRepository } from './repository-node.ts'
import { seenBy, type Viewer } from './viewer.ts'

/** The root of one request. `rateLimit` is what is left after it. */
export function createRoot(data: Dataset, viewer: Viewer, rateLimit: () => unknown) {
  let seen: RepositoryData[] | null = null
  const visible = () => {
    seen ??= seenBy(data.repositories, viewer)
    return seen
  }
  /** @throws RequestRefused */
  const admitted = (repository: RepositoryData): RepositoryData => {
    const { refusal } = repository
    if (refusal) throw new RequestRefused(refusal.type, refusal.message, refusal.samlFailure)
    return repository
  }
  const find = (id: string): unknown => {
    const repository = visible().find((one) => one.id === id)
    if (repository) return toRepository(admitted(repository))
    for (const home of visible()) {
      const deployment = home.deployments?.find((one) => one.id === id)
      if (deployment) return toDeployment(admitted(home) && deployment)
    }
    const [repositoryId, number, index] = partsOf(id)
    const home = visible().find((one) => one.id === repositoryId)
    const found = home && findPullRequest(home, Number(number))
    if (!home || !found) return null
    admitted(home)
    if (id.startsWith('PR_')) return toLoaded(home, found, toRepository)
    const pullRequest = toPullRequest(home, found, toRepository)
    return id.startsWith('PRRT_') ? (pullRequest.thread(Number(index)) ?? null) : null
  }
  const mustFind = (id: string) => {
    const found = find(id)
    if (!found)
      throw new RequestRefused('NOT_FOUND', `Could not resolve to a node with the global id of '${id}'`)
    return found
  }
  const ownerOf = (login: string) => {
    const own = visible().filter(({ owner, refusal }) => isSame(owner, login) && !refusal)
    const teams = (data.teams ?? []).filter(({ owner }) => isSame(owner, login))
    const known =
      own[0]?.owner ?? teams[0]?.owner ?? visible().find(({ owner }) => isSame(owner, login))?.owner
    return known === undefined ? null : toOwner(known, { repositories: own, teams })
  }
  return {
    viewer: () => ({
      __typename: 'User',
      id: nodeId('U', viewer.login),
      login: viewer.login,
      // An app owns none and is a member of nothing.
      repositories: (args: RepositoryArgs) =>
        pageRepositories(
          viewer.installationId === undefined ? visible().filter(({ refusal }) => !refusal) : [],
          args,
        ),
    }),
    rateLimit,
    node: ({ id }: { id: string }) => mustFind(id),
    // graphql-js puts an Error in a list where it stands, as GitHub does: null there, and its path in `errors`.
    nodes: ({ ids }: { ids: readonly string[] }) =>
      ids.map((id) => {
        try {
          return mustFind(id)
        } catch (error) {
          return error
        }
      }),
    organization({ login }: { login: string }) {
      const owner = ownerOf(login)
      if (!owner)
        throw new RequestRefused(
          'NOT_FOUND',
          `Could not resolve to an Organization with the login of '${login}'.`,
        )
      return owner
    },
    repositoryOwner: ({ login }: { login: string }) => ownerOf(login),
    repository({ owner, name }: { owner: string; name: string }) {
      const found = findByName(visible(), `${owner}/${name}`)
      if (!found)
        throw new RequestRefused(
          'NOT_FOUND',
          `Could not resolve to a Repository with the name '${owner}/${name}'.`,
        )
      return toRepository(admitted(found))
    },
  }
}

/** What is called so now goes before what was. */
export const findByName = (
  repositories: readonly RepositoryData[],
  fullName: string,
): RepositoryData | undefined =>
  repositories.find(({ owner, name }) => isSame(`${owner}/${name}`, fullName)) ??
  repositories.find(({ formerNames = [] }) => formerNames.some((former) => isSame(former, fullName)))

const isSame = (a: string, b: string) => a.toLowerCase() === b.toLowerCase()

/** What `nodeId` was made of. */
const partsOf = (id: string) =>
  Buffer.from(id.slice(id.indexOf('_') + 1), 'base64url')
    .toString('utf8')
    .split(':')

/** A repository as a GraphQL object, and what it has beside pull requests. */
import { toActor } from './actor-node.ts'
import { type ConnectionArgs, connect, RequestRefused } from './connection.ts'
import { type DeploymentData, databaseIdOf, nodeId, type RepositoryData, type TagData } from './dataset.ts'
import {
  countPullRequests,
  findPullRequest,
  lastUpdate,
  type PullRequestArgs,
  pagePullRequests,
} from './pull-request-list.ts'
import { toLoaded } from './pull-request-node.ts'

/** When something was last pushed. */
export const pushedAtOf = (repository: RepositoryData): string | null =>
  repository.pushedAt !== undefined
    ? repository.pushedAt
    : (repository.pullRequests.at(-1)?.updatedAt ?? lastUpdate(repository))

export function toRepository(repository: RepositoryData) {
  const { topics = [] } = repository
  return {
    __typename: 'Repository',
    id: repository.id,
    databaseId: databaseIdOf(repository.id),
    name: repository.name,
    nameWithOwner: `${repository.owner}/${repository.name}`,
    url: `https://github.com/${repository.owner}/${repository.name}`,
    owner: { __typename: 'Organization', id: nodeId('O', repository.owner), login: repository.owner },
    isArchived: repository.isArchived,
    isFork: repository.isFork ?? false,
    isPrivate: repository.isPrivate ?? false,
    pushedAt: () => pushedAtOf(repository),
    defaultBranchRef: () => (countPullRequests(repository) > 0 ? { name: repository.defaultBranch } : null),
    repositoryTopics(args: ConnectionArgs) {
      const connection = connect(topics, args, (_, index) => [index, index])
      return {
        ...connection,
        nodes: connection.nodes.map((name) => ({ topic: { __typename: 'Topic', name } })),
      }
    },
    pullRequests(args: PullRequestArgs) {
      const connection = pagePullRequests(repository, args)
      return {
        ...connection,
        nodes: connection.nodes.map((one) => one && toLoaded(repository, one, toRepository)),
      }
    },
    pullRequest({ number }: { number: number }) {
      const found = findPullRequest(repository, number)
      if (!found)
        throw new RequestRefused(
          'NOT_FOUND',
          `Could not resolve to a PullRequest with the number of ${number}.`,
        )
      return toLoaded(repository, found, toRepository)
    },
    refs(args: ConnectionArgs) {
      const connection = connect(repository.tags, args, (tag, index) => [tag.committedDate, index], true)
      return { ...connection, nodes: connection.nodes.map((tag) => tag && toRef(tag)) }
    },
    deployments(args: ConnectionArgs) {
      const all = repository.deployments ?? []
      const connection = connect(all, args, (one, index) => [one.createdAt, index], true)
      return { ...connection, nodes: connection.nodes.map((one) => one && toDeployment(one)) }
    },
  }
}

export function toDeployment({ statuses, committedDate, creator, broken, ...deployment }: DeploymentData) {
  if (broken !== undefined) return new Error(broken)
  return {
    __typename: 'Deployment',
    ...deployment,
    commit:
      committedDate === null ? null : { __typename: 'Commit', oid: deployment.commitOid, committedDate },
    creator: toActor(creator),
    statuses: (args: ConnectionArgs) => connect(statuses, args, (_, index) => [index, index], true),
  }
}

function toRef({ name, oid, committedDate, annotated, depth = 1 }: TagData) {
  let target: object = { __typename: 'Commit', oid, committedDate }
  for (let level = 0; annotated && level < depth; level++)
    target = { __typename: 'Tag', oid: `tag-${level}-${oid}`, target }
  return { name, target }
}

/** Reads a page of pull requests out of an answer, and refuses one that would lose some or never end. */
import { deniedBy, isPermission } from './classify.ts'
import { type FieldErrors, fieldErrors, placeless, strayErrors } from './field-errors.ts'
import { GithubError } from './github-error.ts'
import { type RepositoryFacts, type RepositoryInfo, toRepositoryInfo } from './repository-info.ts'
import type { Sent } from './transport.ts'

export interface Connection<Node> {
  /** Null when not all of it could be read. */
  readonly repository: RepositoryInfo | null
  readonly nodes: readonly Node[]
  /** Why there is none at the place of each that GitHub did not give. */
  readonly missing: readonly string[]
  readonly totalCount: number
  readonly nextCursor: string | null
  /** Of the node that stands at that place among `nodes`; those that may be about any of them have no path. */
  readonly errorsOf: (node: Node) => FieldErrors
  readonly answeredAt: number | null
}

type RepositoryNode<Node> = RepositoryFacts & {
  readonly pullRequests: {
    readonly totalCount: number
    readonly nodes: readonly (Node | null)[] | null
    readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null }
  }
}

/**
 * @throws GithubError when the repository is gone, when paging would not move, and when every pull request is withheld
 * for want of a permission: then it is not one that is at fault
 */
export function connectionOf<Node extends object>(
  {
    data,
    errors,
    answeredAt,
  }: Sent<{ readonly node: { readonly __typename: string } | RepositoryNode<Node> | null }>,
  { repositoryId, cursor }: { readonly repositoryId: string; readonly cursor: string | null },
): Connection<Node> {
  const { node } = data
  if (!node || !('pullRequests' in node)) throw repositoryGone(repositoryId)
  const { totalCount, nodes, pageInfo } = node.pullRequests
  const errorsOfAll = errors.at('node', 'pullRequests')
  const denied = errorsOfAll.all.find(isPermission)
  if (denied && (!nodes || (nodes.length > 0 && nodes.every((one) => one === null))))
    throw deniedBy(denied, `the pull requests of repository ${repositoryId}`)
  if (!nodes)
    throw new GithubError(
      'github/malformed-response',
      `A page of repository ${repositoryId} came without its list${errorsOfAll.reason ? `: ${errorsOfAll.reason}` : ''}.`,
      { repositoryId },
      { retryable: true },
    )
  const { hasNextPage, endCursor } = pageInfo
  if (hasNextPage && (!endCursor || endCursor === cursor || nodes.length === 0))
    throw stuck(`repository ${repositoryId}`)
  const strays = placeless(strayErrors(errors, (path) => isOfOne(path, nodes.length) || isOfRepository(path)))
  const errorsAt = (index: number) => fieldErrors([...errorsOfAll.at('nodes', index).all, ...strays])
  const places = new Map<object, number>()
  const missing: string[] = []
  for (const [index, one] of nodes.entries()) {
    if (one && hasIdentity(one)) places.set(one, index)
    else missing.push(errorsAt(index).reason ?? 'GitHub left it out without a reason')
  }
  return {
    repository: errors.all.some(({ path }) => path?.[1] !== 'pullRequests') ? null : toRepositoryInfo(node),
    nodes: nodes.filter((one): one is Node => one !== null && hasIdentity(one)),
    missing,
    totalCount,
    nextCursor: hasNextPage ? endCursor : null,
    errorsOf: (one) => errorsAt(places.get(one)!),
    answeredAt,
  }
}

const isOfOne = ([root, list, all, index]: readonly (string | number)[], count: number): boolean =>
  root === 'node' && list === 'pullRequests' && all === 'nodes' && Number(index) < count

/** Of what is asked for beside its pull requests. */
const isOfRepository = ([root, field]: readonly (string | number)[]): boolean =>
  root === 'node' && field !== undefined && field !== 'pullRequests'

/** What comes without a number or an id is as good as not there. */
const hasIdentity = (node: object): boolean => {
  const { id, number } = node as { id?: unknown; number?: unknown }
  return typeof id === 'string' && typeof number === 'number'
}

export const repositoryGone = (repositoryId: string): GithubError =>
  new GithubError(
    'github/not-found',
    `Repository ${repositoryId} is gone, or the token may no longer see it. Its data is kept.`,
    { repositoryId },
  )

export const stuck = (what: string): GithubError =>
  new GithubError('github/stuck-paging', `GitHub says that ${what} has more pages and gives no way on.`)

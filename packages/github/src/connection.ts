/** Reads a page of pull requests out of an answer, and refuses one that would lose some or never end. */
import { GithubError } from './github-error.ts'

export interface Connection<Node> {
  readonly nodes: readonly (Node | null)[]
  readonly totalCount: number
  readonly nextCursor: string | null
}

/** @throws GithubError when the repository is gone, or when paging would not move */
export function connectionOf<Node>(
  node:
    | { readonly __typename: string }
    | {
        readonly pullRequests: {
          readonly totalCount: number
          readonly nodes: readonly (Node | null)[] | null
          readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null }
        }
      }
    | null,
  { repositoryId, cursor }: { readonly repositoryId: string; readonly cursor: string | null },
): Connection<Node> {
  if (!node || !('pullRequests' in node))
    throw new GithubError(
      'github/not-found',
      `Repository ${repositoryId} is gone, or the token may no longer see it. Its data is kept.`,
      { repositoryId },
    )
  const { totalCount, nodes, pageInfo } = node.pullRequests
  if (!nodes)
    throw new GithubError(
      'github/malformed-response',
      `A page of repository ${repositoryId} came without its list.`,
      { repositoryId },
      { retryable: true },
    )
  const { hasNextPage, endCursor } = pageInfo
  if (hasNextPage && (!endCursor || endCursor === cursor || nodes.length === 0))
    throw stuck(`repository ${repositoryId}`)
  return { nodes, totalCount, nextCursor: hasNextPage ? endCursor : null }
}

/** Scalars that come as null cannot be told apart, so nothing may be skipped. */
export function readable<Node>(
  connection: Connection<Node>,
  { repositoryId }: { readonly repositoryId: string },
): Node[] {
  const nodes = connection.nodes.filter((node) => node !== null)
  if (nodes.length === connection.nodes.length) return nodes
  throw new GithubError(
    'github/partial-result',
    `GitHub left ${connection.nodes.length - nodes.length} pull requests out of a page of repository ${repositoryId}.`,
    { repositoryId },
    { retryable: true },
  )
}

export const stuck = (what: string): GithubError =>
  new GithubError('github/stuck-paging', `GitHub says that ${what} has more pages and gives no way on.`)

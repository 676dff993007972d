/** What a token sees: its owner, the repositories page by page, and what is left of its points. */
import { type Instant, parseInstant, type RepositoryId, toRepositoryId } from '@upflow/model'
import { totalsQuery, visibleQuery } from './documents.ts'
import { GithubError } from './github-error.ts'
import { type RepositoryInfo, toRepositoryInfo } from './repository-info.ts'
import type { Transport } from './transport.ts'

export interface VisibleRepository extends RepositoryInfo {
  readonly isPrivate: boolean
  readonly pushedAt: Instant | null
  readonly pullRequests: number
}

export interface Visible {
  readonly login: string
  readonly repositories: readonly VisibleRepository[]
  /** In all, not only of this page. */
  readonly total: number
  readonly nextCursor: string | null
  /** Null where the server counts none. */
  readonly points: { readonly limit: number; readonly remaining: number; readonly resetAt: Instant } | null
  /** By the server's own clock; null when it does not say. */
  readonly answeredAt: Instant | null
}

const most = 100

/** The most recently pushed first. */
export async function readVisible(
  transport: Transport,
  cursor: string | null,
  signal?: AbortSignal,
): Promise<Visible> {
  const { data, answeredAt } = await transport.send(visibleQuery, { first: most, after: cursor }, signal)
  const { login, repositories } = data.viewer
  const { hasNextPage, endCursor } = repositories.pageInfo
  if (hasNextPage && (!endCursor || endCursor === cursor))
    throw new GithubError(
      'github/stuck-paging',
      'GitHub gave the same page of repositories again. Try again later.',
      {},
      { retryable: true },
    )
  const { rateLimit } = data
  return {
    login,
    // What may not be seen whole is left out, as what may not be seen at all.
    repositories: (repositories.nodes ?? []).flatMap((node) =>
      node
        ? [
            {
              ...toRepositoryInfo(node),
              isPrivate: node.isPrivate,
              pushedAt: node.pushedAt === null ? null : parseInstant(String(node.pushedAt)),
              pullRequests: node.pullRequests.totalCount,
            },
          ]
        : [],
    ),
    total: repositories.totalCount,
    nextCursor: hasNextPage ? endCursor : null,
    points: rateLimit && {
      limit: rateLimit.limit,
      remaining: rateLimit.remaining,
      resetAt: parseInstant(String(rateLimit.resetAt)),
    },
    answeredAt,
  }
}

/** Those of the repositories that can be seen, with how many pull requests each has. */
export async function readTotals(
  transport: Transport,
  ids: readonly RepositoryId[],
  signal?: AbortSignal,
): Promise<ReadonlyMap<RepositoryId, number>> {
  const totals = new Map<RepositoryId, number>()
  for (let from = 0; from < ids.length; from += most) {
    const { data } = await transport.send(totalsQuery, { ids: ids.slice(from, from + most) }, signal)
    for (const node of data.nodes)
      if (node && 'pullRequests' in node) totals.set(toRepositoryId(node.id), node.pullRequests.totalCount)
  }
  return totals
}

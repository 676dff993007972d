/** What a credential sees: the repositories page by page, all of them or an owner's, and what is left of its points. */
import { type Instant, parseInstant, type RepositoryId, toRepositoryId } from '@upflow/model'
import type { ResultOf } from 'gql.tada'
import type { FieldErrors } from './field-errors.ts'
import type { visibleRepositories } from './fragments.ts'
import { GithubError } from './github-error.ts'
import { batchesOf } from './in-halves.ts'
import { ownedQuery, totalsQuery, visibleQuery } from './repository-documents.ts'
import { type RepositoryInfo, toRepositoryInfo } from './repository-info.ts'
import type { Transport } from './transport.ts'

export interface VisibleRepository extends RepositoryInfo {
  readonly isPrivate: boolean
  readonly isFork: boolean
  readonly topics: readonly string[]
  readonly pushedAt: Instant | null
  readonly pullRequests: number
}

export interface Visible {
  /** Of the user, or of the app as GitHub names it. */
  readonly login: string
  /** Of a user's token the most recently pushed first. */
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

/** Everything that it sees. An installation sees what was selected for it. */
export async function readVisible(
  transport: Transport,
  cursor: string | null,
  signal?: AbortSignal,
): Promise<Visible> {
  if (transport.credential.kind === 'installation') return readSelected(transport, cursor, signal)
  const { data, answeredAt } = await transport.send(visibleQuery, { first: most, after: cursor }, signal)
  const { login, repositories } = data.viewer
  return toVisible(repositories, { login, cursor, rateLimit: data.rateLimit, answeredAt })
}

/**
 * An owner's, as far as they are seen; of an installation, those of them that were selected for it.
 * @throws GithubError `github/not-found` when there is no such owner
 */
export async function readOwned(
  transport: Transport,
  {
    owner,
    cursor,
    signal,
  }: { readonly owner: string; readonly cursor: string | null; readonly signal?: AbortSignal | undefined },
): Promise<Visible> {
  if (transport.credential.kind === 'installation') {
    const page = await readSelected(transport, cursor, signal)
    const isOf = (one: RepositoryInfo) => one.owner.toLowerCase() === owner.toLowerCase()
    return { ...page, repositories: page.repositories.filter(isOf) }
  }
  const { data, answeredAt } = await transport.send(ownedQuery, { owner, first: most, after: cursor }, signal)
  if (!data.repositoryOwner)
    throw new GithubError(
      'github/not-found',
      `There is no organization or user ${owner}, or the token may not see it.`,
    )
  const { login } = data.viewer
  return toVisible(data.repositoryOwner.repositories, {
    login,
    cursor,
    rateLimit: data.rateLimit,
    answeredAt,
  })
}

type RateLimit = ResultOf<typeof visibleQuery>['rateLimit']

function toVisible(
  { nodes, pageInfo, totalCount }: ResultOf<typeof visibleRepositories>,
  {
    login,
    cursor,
    rateLimit,
    answeredAt,
  }: {
    readonly login: string
    readonly cursor: string | null
    readonly rateLimit: RateLimit
    readonly answeredAt: Instant | null
  },
): Visible {
  const { hasNextPage, endCursor } = pageInfo
  if (hasNextPage && (!endCursor || endCursor === cursor))
    throw new GithubError(
      'github/stuck-paging',
      'GitHub gave the same page of repositories again. Try again later.',
      {},
      { retryable: true },
    )
  return {
    login,
    // What may not be seen whole is left out, as what may not be seen at all.
    repositories: (nodes ?? []).flatMap((node) =>
      node
        ? [
            {
              ...toRepositoryInfo(node),
              isPrivate: node.isPrivate,
              isFork: node.isFork,
              topics: (node.repositoryTopics.nodes ?? []).flatMap((one) => (one ? [one.topic.name] : [])),
              pushedAt: node.pushedAt === null ? null : parseInstant(String(node.pushedAt)),
              pullRequests: node.pullRequests.totalCount,
            },
          ]
        : [],
    ),
    total: totalCount,
    nextCursor: hasNextPage ? endCursor : null,
    points: toPoints(rateLimit),
    answeredAt,
  }
}

const toPoints = (rateLimit: RateLimit): Visible['points'] =>
  rateLimit && {
    limit: rateLimit.limit,
    remaining: rateLimit.remaining,
    resetAt: parseInstant(String(rateLimit.resetAt)),
  }

interface WireRepository {
  readonly node_id: string
  readonly name: string
  readonly owner: { readonly login: string }
  readonly private: boolean
  readonly fork: boolean
  readonly archived: boolean
  readonly topics?: readonly string[]
  readonly default_branch?: string | null
  readonly pushed_at?: string | null
}

/** Only the REST API tells which these are; only GraphQL, how many pull requests each has. */
async function readSelected(
  transport: Transport,
  cursor: string | null,
  signal?: AbortSignal,
): Promise<Visible> {
  const page = Number(cursor ?? 1)
  const { repositories, total_count: total } = await transport.rest<{
    readonly repositories: readonly WireRepository[]
    readonly total_count: number
  }>('GET /installation/repositories', { per_page: most, page }, signal)
  const ids = repositories.map((one) => one.node_id)
  const { data, answeredAt } = await transport.send(totalsQuery, { ids }, signal)
  const totals = toTotals(data.nodes)
  return {
    login: data.viewer.login,
    repositories: repositories.map((one) => ({
      id: toRepositoryId(one.node_id),
      owner: one.owner.login,
      name: one.name,
      isArchived: one.archived,
      defaultBranch: one.default_branch ?? null,
      isPrivate: one.private,
      isFork: one.fork,
      topics: one.topics ?? [],
      pushedAt: one.pushed_at ? parseInstant(one.pushed_at) : null,
      pullRequests: totals.get(toRepositoryId(one.node_id)) ?? 0,
    })),
    total,
    nextCursor: repositories.length === most && page * most < total ? String(page + 1) : null,
    points: toPoints(data.rateLimit),
    answeredAt,
  }
}

const toTotals = (nodes: ResultOf<typeof totalsQuery>['nodes']): Map<RepositoryId, number> =>
  new Map(
    nodes.flatMap((node) =>
      node && 'pullRequests' in node ? [[toRepositoryId(node.id), node.pullRequests.totalCount]] : [],
    ),
  )

/** Those of the repositories that can be seen, with how many pull requests each has. */
export async function readTotals(
  transport: Transport,
  ids: readonly RepositoryId[],
  signal?: AbortSignal,
): Promise<ReadonlyMap<RepositoryId, number>> {
  const totals = new Map<RepositoryId, number>()
  for (const batch of batchesOf(ids, most)) {
    const { data } = await transport.send(totalsQuery, { ids: batch }, signal)
    for (const [id, count] of toTotals(data.nodes)) totals.set(id, count)
  }
  return totals
}

/** What GitHub says of those that it does not show. */
export async function readUnseen(
  transport: Transport,
  ids: readonly RepositoryId[],
  signal?: AbortSignal,
): Promise<ReadonlyMap<RepositoryId, FieldErrors>> {
  const unseen = new Map<RepositoryId, FieldErrors>()
  for (const batch of batchesOf(ids, most)) {
    const { data, errors } = await transport.send(totalsQuery, { ids: batch }, signal)
    for (const [index, id] of batch.entries())
      if (!data.nodes[index]) unseen.set(id, errors.at('nodes', index))
  }
  return unseen
}

/** What the sync asks of GitHub: pages of pull requests, whole, whatever it takes to read them. */
import {
  type PullRequestId,
  type PullRequestScalars,
  type RawPullRequest,
  type RepositoryId,
  type Tag,
  toPullRequestId,
  toRepositoryId,
} from '@upflow/model'
import { type Connection, connectionOf, readable } from './connection.ts'
import {
  byIdQuery,
  filesQuery,
  numberQuery,
  pullRequestsQuery,
  repositoryQuery,
  scalarsQuery,
  viewerQuery,
} from './documents.ts'
import { GithubError } from './github-error.ts'
import { readMore } from './more-children.ts'
import {
  createBuilder,
  type PullRequestBuilder,
  type ScalarsNode,
  toScalars,
  type WholeNode,
} from './pull-request-builder.ts'
import { type Files, readFiles } from './read-files.ts'
import { readTags } from './read-tags.ts'
import { createTransport, type Transport, type TransportOptions } from './transport.ts'

export interface RepositoryInfo {
  readonly id: RepositoryId
  readonly owner: string
  readonly name: string
  readonly isArchived: boolean
  readonly defaultBranch: string | null
}

export interface PageRequest {
  readonly repositoryId: RepositoryId
  /** `created` does not move while it is read; `updated` brings the latest first. Both descending. */
  readonly order: 'created' | 'updated'
  /** Null for the first page. */
  readonly cursor: string | null
  readonly pageSize: number
  readonly signal?: AbortSignal
}

export interface Page<Item> {
  readonly items: readonly Item[]
  /** Pull requests that could not be read at all, to be tried again by number. */
  readonly unread: readonly { readonly number: number; readonly reason: string }[]
  readonly totalCount: number
  /** Null after the last page. */
  readonly nextCursor: string | null
  /** What GitHub could answer: to be used for the next page. */
  readonly pageSize: number
}

export interface GithubClient {
  /** Whom the token belongs to. @throws GithubError `github/authentication-failed`, `github/unreachable` */
  viewer(signal?: AbortSignal): Promise<{ readonly login: string }>
  /** @throws GithubError `github/not-found`, `github/access-denied` */
  repository(owner: string, name: string, signal?: AbortSignal): Promise<RepositoryInfo>
  /** Whole pull requests. A page that is too heavy is asked for in halves, down to single child sets. */
  pullRequests(request: PageRequest): Promise<Page<RawPullRequest>>
  /** Pull requests without children: a hundred cost a point. */
  scalars(request: PageRequest): Promise<Page<PullRequestScalars>>
  /** File lists only. */
  files(request: PageRequest): Promise<Page<Files>>
  /** Whole pull requests by node id, at most `pageSize` at a time. */
  pullRequestsById(
    repositoryId: RepositoryId,
    wanted: readonly { readonly id: PullRequestId; readonly number: number }[],
    options: { readonly pageSize: number; readonly signal?: AbortSignal },
  ): Promise<Pick<Page<RawPullRequest>, 'items' | 'unread'>>
  /** @throws GithubError `github/not-found` */
  pullRequestId(repositoryId: RepositoryId, number: number, signal?: AbortSignal): Promise<PullRequestId>
  /** Every tag with the date of its commit. */
  tags(repositoryId: RepositoryId, signal?: AbortSignal): Promise<Tag[]>
  close(): Promise<void>
}

const orders = { created: 'CREATED_AT', updated: 'UPDATED_AT' } as const

export function createGithubClient(options: TransportOptions): GithubClient {
  const transport = createTransport(options)
  return { ...createReader(transport), close: transport.close }
}

function createReader(transport: Transport): Omit<GithubClient, 'close'> {
  const variablesOf = ({ repositoryId, order, cursor }: PageRequest, first: number) => ({
    repository: repositoryId,
    first,
    after: cursor,
    orderBy: { field: orders[order], direction: 'DESC' } as const,
  })

  const scalarsPage = async (request: PageRequest) => {
    const { data } = await transport.send(
      scalarsQuery,
      variablesOf(request, request.pageSize),
      request.signal,
    )
    return connectionOf(data.node, request)
  }

  /** Reads what is pending of all builders, round by round. */
  const complete = async (
    builders: readonly PullRequestBuilder[],
    signal?: AbortSignal,
  ): Promise<RawPullRequest[]> => {
    for (;;) {
      const open = builders.flatMap((builder) => builder.pending().map((request) => ({ builder, request })))
      if (open.length === 0) return builders.map((builder) => builder.build())
      const pages = await readMore(
        transport,
        open.map(({ request }) => request),
        signal,
      )
      for (const [index, { builder, request }] of open.entries()) builder.add(request, pages[index]!)
    }
  }

  /** The scalars came, the children did not: each child set is asked for by itself. */
  const readApart = async (
    repositoryId: RepositoryId,
    nodes: readonly ScalarsNode[],
    signal?: AbortSignal,
  ) => {
    const items: RawPullRequest[] = []
    const unread: { number: number; reason: string }[] = []
    for (const node of nodes) {
      try {
        items.push(...(await complete([createBuilder(repositoryId, node)], signal)))
      } catch (error) {
        signal?.throwIfAborted()
        if (!(error instanceof GithubError) || !isAboutOne(error)) throw error
        unread.push({ number: node.number, reason: error.message })
      }
    }
    return { items, unread }
  }

  /** Halves the size until GitHub can answer. At size one, `apart` is the last resort. */
  const shrinking = async <T>(
    pageSize: number,
    ask: (size: number) => Promise<T>,
    apart: () => Promise<T>,
  ): Promise<T> => {
    for (let size = pageSize; ; size = Math.floor(size / 2)) {
      if (size === 0) return apart()
      try {
        return await ask(size)
      } catch (error) {
        if (!(error instanceof GithubError) || error.code !== 'github/query-too-heavy') throw error
      }
    }
  }

  const pageOf = <Item>(
    items: readonly Item[],
    unread: Page<Item>['unread'],
    connection: Connection<unknown>,
    size: number,
  ): Page<Item> => ({
    items,
    unread,
    totalCount: connection.totalCount,
    nextCursor: connection.nextCursor,
    pageSize: size,
  })

  const pullRequests = (request: PageRequest): Promise<Page<RawPullRequest>> => {
    const { repositoryId, signal } = request
    const ask = async (size: number) => {
      const { data } = await transport.send(pullRequestsQuery, variablesOf(request, size), signal)
      const connection = connectionOf(data.node, request)
      const present = connection.nodes.filter((node) => node !== null)
      const items = await complete(
        present.map((node) => createBuilder(repositoryId, node)),
        signal,
      )
      if (present.length === connection.nodes.length) return pageOf(items, [], connection, size)
      // A node is null: its scalars may still come, and then it is read by itself.
      const known = new Set<string>(items.map((item) => item.id))
      const again = await scalarsPage({ ...request, pageSize: size })
      const rest = await readApart(
        repositoryId,
        readable(again, request).filter((node) => !known.has(node.id)),
        signal,
      )
      return pageOf([...items, ...rest.items], rest.unread, connection, size)
    }
    const apart = async () => {
      const connection = await scalarsPage({ ...request, pageSize: 1 })
      const { items, unread } = await readApart(repositoryId, readable(connection, request), signal)
      return pageOf(items, unread, connection, 1)
    }
    return shrinking(request.pageSize, ask, apart)
  }

  return {
    viewer: async (signal) => ({ login: (await transport.send(viewerQuery, {}, signal)).data.viewer.login }),

    async repository(owner, name, signal) {
      const { data } = await transport.send(repositoryQuery, { owner, name }, signal)
      const found = data.repository
      if (!found)
        throw new GithubError(
          'github/not-found',
          `There is no repository ${owner}/${name}, or the token may not see it.`,
        )
      return {
        id: toRepositoryId(found.id),
        owner: found.owner.login,
        name: found.name,
        isArchived: found.isArchived,
        defaultBranch: found.defaultBranchRef?.name ?? null,
      }
    },

    pullRequests,

    scalars: (request) =>
      shrinking(
        request.pageSize,
        async (size) => {
          const connection = await scalarsPage({ ...request, pageSize: size })
          const items = readable(connection, request).map((node) => toScalars(request.repositoryId, node))
          return pageOf(items, [], connection, size)
        },
        () => Promise.reject(tooHeavy(request)),
      ),

    files: (request) =>
      shrinking(
        request.pageSize,
        async (size) => {
          const { data } = await transport.send(filesQuery, variablesOf(request, size), request.signal)
          const connection = connectionOf(data.node, request)
          const items = await Promise.all(
            readable(connection, request).map((node) => readFiles(transport, node, request.signal)),
          )
          return pageOf(items, [], connection, size)
        },
        () => Promise.reject(tooHeavy(request)),
      ),

    async pullRequestsById(repositoryId, wanted, { pageSize, signal }) {
      const items: RawPullRequest[] = []
      const unread: { number: number; reason: string }[] = []
      let size = pageSize
      for (let start = 0; start < wanted.length; ) {
        const batch = wanted.slice(start, start + size)
        try {
          const { data } = await transport.send(byIdQuery, { ids: batch.map(({ id }) => id) }, signal)
          const present = data.nodes.filter(
            (node): node is Extract<typeof node, { number: number }> => node !== null && 'number' in node,
          )
          items.push(
            ...(await complete(
              present.map((node) => createBuilder(repositoryId, node as WholeNode)),
              signal,
            )),
          )
          const found = new Set<string>(present.map((node) => node.id))
          for (const { id, number } of batch)
            if (!found.has(id)) unread.push({ number, reason: 'GitHub did not return it' })
          start += batch.length
        } catch (error) {
          signal?.throwIfAborted()
          if (!(error instanceof GithubError) || !isAboutOne(error)) throw error
          if (batch.length > 1) size = Math.max(1, Math.floor(batch.length / 2))
          else {
            unread.push({ number: batch[0]!.number, reason: error.message })
            start += 1
          }
        }
      }
      return { items, unread }
    },

    async pullRequestId(repositoryId, number, signal) {
      const { data } = await transport.send(numberQuery, { repository: repositoryId, number }, signal)
      const found = data.node && 'pullRequest' in data.node ? data.node.pullRequest : null
      if (!found)
        throw new GithubError(
          'github/not-found',
          `There is no pull request ${number} in repository ${repositoryId}.`,
          { number },
        )
      return toPullRequestId(found.id)
    },

    tags: (repositoryId, signal) => readTags(transport, repositoryId, signal),
  }
}

const tooHeavy = ({ repositoryId }: PageRequest) =>
  new GithubError(
    'github/query-too-heavy',
    `GitHub cannot answer for even one pull request of repository ${repositoryId}.`,
    { repositoryId },
    { retryable: true },
  )

/** One pull request is at fault, not the credential or the network. */
const isAboutOne = ({ code }: GithubError) =>
  code === 'github/query-too-heavy' || code === 'github/not-found' || code === 'github/partial-result'

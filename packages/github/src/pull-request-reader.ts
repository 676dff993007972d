/** Reads whole pull requests, whatever it takes: by page or by id, in halves, or child set by child set. */
import type { PullRequestId, RawPullRequest, RepositoryId } from '@upflow/model'
import { type Connection, connectionOf, readable } from './connection.ts'
import { byIdQuery, pullRequestsQuery, scalarsQuery } from './documents.ts'
import { GithubError } from './github-error.ts'
import { readMore } from './more-children.ts'
import { isAboutOne, type Page, type PageRequest, pageOf, shrinking, variablesOf } from './page.ts'
import {
  createBuilder,
  type PullRequestBuilder,
  type ScalarsNode,
  type WholeNode,
} from './pull-request-builder.ts'
import type { Transport } from './transport.ts'

export interface PullRequestReader {
  page(request: PageRequest): Promise<Page<RawPullRequest>>
  /** One page without children, as it is asked for. */
  scalarsPage(request: PageRequest): Promise<Connection<ScalarsNode>>
  byId(
    repositoryId: RepositoryId,
    wanted: readonly { readonly id: PullRequestId; readonly number: number }[],
    options: { readonly pageSize: number; readonly signal?: AbortSignal },
  ): Promise<Pick<Page<RawPullRequest>, 'items' | 'unread'>>
}

export function createPullRequestReader(transport: Transport): PullRequestReader {
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

  const page = (request: PageRequest): Promise<Page<RawPullRequest>> => {
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

  const byId: PullRequestReader['byId'] = async (repositoryId, wanted, { pageSize, signal }) => {
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
  }

  return { page, scalarsPage, byId }
}

/** Reads whole pull requests, whatever it takes: by page or by id, in halves, or part by part. */
import type { PullRequestId, RawPullRequest, RepositoryId } from '@upflow/model'
import { type Connection, connectionOf } from './connection.ts'
import { byIdQuery, numbersQuery, pullRequestsQuery, scalarsQuery } from './documents.ts'
import { type FieldErrors, fieldErrors, placeless, strayErrors } from './field-errors.ts'
import type { ScalarsNode, WholeNode } from './from-wire.ts'
import { GithubError } from './github-error.ts'
import { batchesOf, inHalves } from './in-halves.ts'
import type { LearnedThreads } from './learned-threads.ts'
import { readMore } from './more-children.ts'
import {
  isAboutOne,
  type Page,
  type PageRequest,
  pageOf,
  shrinking,
  type Unread,
  variablesOf,
} from './page.ts'
import { createBuilder, type PullRequestBuilder } from './pull-request-builder.ts'
import type { Transport } from './transport.ts'

export interface Known {
  readonly id: PullRequestId
  readonly number: number
}

export interface PullRequestReader {
  page(request: PageRequest): Promise<Page<RawPullRequest>>
  /** At most `pageSize` at a time. */
  byId(
    repositoryId: RepositoryId,
    wanted: readonly Known[],
    options: { readonly pageSize: number; readonly signal?: AbortSignal | undefined },
  ): Promise<Pick<Page<RawPullRequest>, 'items' | 'unread'>>
}

interface Read {
  readonly items: RawPullRequest[]
  readonly unread: Unread[]
  /** Those that changed while they were read. */
  readonly moved: Known[]
}

export function createPullRequestReader(transport: Transport, learned: LearnedThreads): PullRequestReader {
  /** Reads what is pending of all, round by round. What goes wrong with one of them is told of that one. */
  const complete = async (
    repositoryId: RepositoryId,
    nodes: readonly { readonly node: ScalarsNode; readonly errors: FieldErrors }[],
    signal?: AbortSignal,
  ): Promise<Read> => {
    const read: Read = { items: [], unread: [], moved: [] }
    const attempt = <T>(number: number, work: () => T): T | null => {
      try {
        return work()
      } catch (error) {
        const reason =
          error instanceof GithubError ? error.message : `it cannot be understood: ${String(error)}`
        // Another reading may give what this one did not.
        read.unread.push({ number, reason, isRefused: false })
        return null
      }
    }
    let builders = nodes.flatMap(({ node, errors }): PullRequestBuilder[] => {
      const builder = attempt(node.number, () => createBuilder(repositoryId, node, errors))
      return builder ? [builder] : []
    })
    for (;;) {
      const open = builders.flatMap((builder) => builder.pending().map((request) => ({ builder, request })))
      if (open.length === 0) break
      const pages = await readMore(
        transport,
        open.map(({ request }) => request),
        signal,
      )
      const failed = new Set<PullRequestBuilder>()
      for (const [index, { builder, request }] of open.entries()) {
        if (failed.has(builder)) continue
        const taken = attempt(builder.number, () => {
          builder.add(request, pages[index]!)
          return true
        })
        if (!taken) failed.add(builder)
      }
      builders = builders.filter((builder) => !failed.has(builder))
    }
    learned.learn(
      repositoryId,
      builders.map((builder) => builder.threads()),
    )
    for (const builder of builders) {
      const { id, number } = builder
      if (builder.hasMoved()) {
        read.moved.push({ id, number })
        continue
      }
      const built = attempt(number, () => ({ item: builder.build(), unread: builder.unread() }))
      if (!built) continue
      read.items.push(built.item)
      if (built.unread) read.unread.push(built.unread)
    }
    return read
  }

  const ask = async (request: PageRequest, size: number): Promise<Page<RawPullRequest>> => {
    const { repositoryId, signal } = request
    const connection = connectionOf(
      await transport.send(
        pullRequestsQuery,
        { ...variablesOf(request, size), threads: learned.sizeOf(repositoryId) },
        signal,
      ),
      request,
    )
    const read = await complete(repositoryId, withErrors(connection), signal)
    const again = await byId(repositoryId, read.moved, { pageSize: size, signal })
    const missing =
      connection.missing.length === 0
        ? nothing
        : await readMissing(request, size, new Set(connection.nodes.map(({ id }) => id)))
    return pageOf(connection, size, {
      items: [...read.items, ...again.items, ...missing.items],
      unread: [...read.unread, ...again.unread, ...missing.unread],
      unnamed: missing.unnamed,
    })
  }

  /** A page, or what is missing of it, without anything that could be too much: then each part by itself. */
  const readApart = async (request: PageRequest, size: number, known: ReadonlySet<string>) => {
    const connection = connectionOf(
      await transport.send(scalarsQuery, variablesOf(request, size), request.signal),
      request,
    )
    const nodes = withErrors(connection).filter(({ node }) => !known.has(node.id))
    const { items, unread, moved } = await complete(request.repositoryId, nodes, request.signal)
    return { connection, items, unread: [...unread, ...moved.map(changed)] }
  }

  /** What is left out even so is at least given its number, so that it can be tried again. */
  const readMissing = async (request: PageRequest, size: number, known: ReadonlySet<string>) => {
    const { connection, items, unread } = await readApart(request, size, known)
    if (connection.missing.length === 0) return { connection, items, unread, unnamed: [] }
    const seen = new Set([...known, ...connection.nodes.map(({ id }) => id)])
    const numbers = await numbersOf(request, size)
    const refused = numbers.nodes.filter(({ id }) => !seen.has(id)).map(refusedFor(connection.missing[0]!))
    return { connection, items, unread: [...unread, ...refused], unnamed: numbers.missing }
  }

  const numbersOf = async (request: PageRequest, size: number) =>
    connectionOf(await transport.send(numbersQuery, variablesOf(request, size), request.signal), request)

  /** The one of a page that GitHub cannot answer for. */
  const refuse = async (request: PageRequest, reason: string) => {
    const connection = await numbersOf(request, 1)
    const unread = connection.nodes.map(refusedFor(reason))
    return { connection, items: [], unread, unnamed: connection.missing }
  }

  const page = (request: PageRequest): Promise<Page<RawPullRequest>> =>
    shrinking(
      request.pageSize,
      (size) => ask(request, size),
      async () => {
        const { connection, ...read } = await readMissing(request, 1, new Set()).catch((error: unknown) => {
          if (isAboutOne(error)) return refuse(request, error.message)
          throw error
        })
        return pageOf(connection, 1, read)
      },
    )

  const byIdBatch = async (repositoryId: RepositoryId, batch: readonly Known[], signal?: AbortSignal) => {
    const { data, errors } = await transport.send(
      byIdQuery,
      { ids: batch.map(({ id }) => id), threads: learned.sizeOf(repositoryId) },
      signal,
    )
    const stray = strayErrors(
      errors,
      ([root, index]) => root === 'nodes' && data.nodes[Number(index)] !== undefined,
    )
    // Which one they are about is known when each is asked for by itself.
    if (stray[0] && batch.length > 1) throw new GithubError('github/partial-result', stray[0].message)
    const nodes: { node: WholeNode; errors: FieldErrors }[] = []
    const unread: Unread[] = []
    for (const [index, { number }] of batch.entries()) {
      const node = data.nodes[index]
      const own = fieldErrors([...errors.at('nodes', index).all, ...placeless(stray)])
      if (node && 'number' in node && node.number === number)
        nodes.push({ node: node as WholeNode, errors: own })
      else unread.push({ number, reason: own.reason ?? 'GitHub did not return it', isRefused: true })
    }
    const read = await complete(repositoryId, nodes, signal)
    return { items: read.items, unread: [...unread, ...read.unread], moved: read.moved }
  }

  const byId: PullRequestReader['byId'] = async (repositoryId, wanted, { pageSize, signal }) => {
    const items: RawPullRequest[] = []
    const unread: Unread[] = []
    let left = wanted
    // What changes under the reader is read once more; what does so twice is left for the next time.
    for (let round = 0; round < 2 && left.length > 0; round++) {
      const moved: Known[] = []
      for (const batch of batchesOf(left, pageSize)) {
        const answers = await inHalves<Known, Awaited<ReturnType<typeof byIdBatch>>>(
          batch,
          async (some) => [await byIdBatch(repositoryId, some, signal)],
          ({ number }, { message }) => ({
            items: [],
            unread: [{ number, reason: message, isRefused: true }],
            moved: [],
          }),
        )
        for (const answer of answers) {
          items.push(...answer.items)
          unread.push(...answer.unread)
          moved.push(...answer.moved)
        }
      }
      left = moved
    }
    return { items, unread: [...unread, ...left.map(changed)] }
  }

  return { page, byId }
}

const nothing = { items: [], unread: [], unnamed: [] } as const

const refusedFor =
  (reason: string) =>
  ({ number }: { readonly number: number }): Unread => ({ number, reason, isRefused: true })

const changed = ({ number }: Known): Unread => ({
  number,
  reason: 'it changed while it was read',
  isRefused: false,
})

const withErrors = <Node extends object>({ nodes, errorsOf }: Connection<Node>) =>
  nodes.map((node) => ({ node, errors: errorsOf(node) }))

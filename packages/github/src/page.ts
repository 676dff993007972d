/** Pages of a repository's pull requests: how they are asked for, and how they shrink when GitHub cannot answer. */
import type { RepositoryId } from '@upflow/model'
import type { Connection } from './connection.ts'
import { GithubError } from './github-error.ts'
import type { RepositoryInfo } from './repository-info.ts'

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
  /** What could not be read, or not whole, to be tried again by number. */
  readonly unread: readonly Unread[]
  /** The reasons of those that could not be read and of which not even the number is known. */
  readonly unnamed: readonly string[]
  readonly totalCount: number
  /** Null after the last page. */
  readonly nextCursor: string | null
  /** What GitHub could answer: to be used for the next page. */
  readonly pageSize: number
  /** As it is called now; null when not all of that could be read. */
  readonly repository: RepositoryInfo | null
  /** By the server's clock, in Unix seconds; null when it does not say. */
  readonly answeredAt: number | null
}

export interface Unread {
  readonly number: number
  readonly reason: string
  /** True when it was asked for in every way there is: to ask again at once would be of no use. */
  readonly isRefused: boolean
}

const orders = { created: 'CREATED_AT', updated: 'UPDATED_AT' } as const

export const variablesOf = ({ repositoryId, order, cursor }: PageRequest, first: number) => ({
  repository: repositoryId,
  first,
  after: cursor,
  orderBy: { field: orders[order], direction: 'DESC' } as const,
})

export const pageOf = <Item>(
  connection: Omit<Connection<unknown>, 'errorsOf'>,
  size: number,
  read: Pick<Page<Item>, 'items' | 'unread' | 'unnamed'>,
): Page<Item> => ({
  items: read.items,
  unread: read.unread,
  unnamed: read.unnamed,
  totalCount: connection.totalCount,
  nextCursor: connection.nextCursor,
  pageSize: size,
  repository: connection.repository,
  answeredAt: connection.answeredAt,
})

/** Halves the size until GitHub can answer. At size one, `apart` is the last resort. */
export async function shrinking<T>(
  pageSize: number,
  ask: (size: number) => Promise<T>,
  apart: (error: GithubError) => Promise<T>,
): Promise<T> {
  for (let size = pageSize; ; size = Math.floor(size / 2)) {
    try {
      return await ask(size)
    } catch (error) {
      if (!isAboutOne(error) || error.code === 'github/not-found') throw error
      if (size <= 1) return apart(error)
    }
  }
}

/** One of what was asked for is at fault, not the credential or the network. */
export const isAboutOne = (error: unknown): error is GithubError =>
  error instanceof GithubError &&
  (error.code === 'github/query-too-heavy' ||
    error.code === 'github/not-found' ||
    error.code === 'github/partial-result')

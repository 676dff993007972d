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
import { connectionOf, readable } from './connection.ts'
import { filesQuery, numberQuery, repositoryQuery, viewerQuery } from './documents.ts'
import { GithubError } from './github-error.ts'
import { type Page, type PageRequest, pageOf, shrinking, tooHeavy, variablesOf } from './page.ts'
import { toScalars } from './pull-request-builder.ts'
import { createPullRequestReader, type PullRequestReader } from './pull-request-reader.ts'
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
  readonly pullRequestsById: PullRequestReader['byId']
  /** @throws GithubError `github/not-found` */
  pullRequestId(repositoryId: RepositoryId, number: number, signal?: AbortSignal): Promise<PullRequestId>
  /** Every tag with the date of its commit. */
  tags(repositoryId: RepositoryId, signal?: AbortSignal): Promise<Tag[]>
  close(): Promise<void>
}

export function createGithubClient(options: TransportOptions): GithubClient {
  const transport = createTransport(options)
  return { ...createReader(transport), close: transport.close }
}

function createReader(transport: Transport): Omit<GithubClient, 'close'> {
  const reader = createPullRequestReader(transport)
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

    pullRequests: reader.page,

    scalars: (request) =>
      shrinking(
        request.pageSize,
        async (size) => {
          const connection = await reader.scalarsPage({ ...request, pageSize: size })
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

    pullRequestsById: reader.byId,

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

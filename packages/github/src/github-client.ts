/** What the sync asks of GitHub: pages of pull requests, whole, whatever it takes to read them. */
import {
  type Instant,
  type PullRequestId,
  parseInstant,
  type RawPullRequest,
  type RepositoryId,
  toPullRequestId,
} from '@upflow/model'
import type { AccessFacts } from './access-facts.ts'
import { type CheckOptions, checkCredential } from './check-credential.ts'
import { deniedBy } from './classify.ts'
import { connectionOf, repositoryGone } from './connection.ts'
import type { Finding } from './credential-findings.ts'
import { accessQuery, filesQuery, numbersQuery, viewerQuery } from './documents.ts'
import { GithubError } from './github-error.ts'
import { createLearnedThreads, type LearnedThreads } from './learned-threads.ts'
import { type Found, findGone, lookUpNumbers } from './look-up.ts'
import { type Page, type PageRequest, pageOf, shrinking, type Unread, variablesOf } from './page.ts'
import { createPullRequestReader, type PullRequestReader } from './pull-request-reader.ts'
import { type Pulses, readPulses } from './pulses.ts'
import {
  type Deployments,
  type DeploymentsById,
  readDeployments,
  readDeploymentsById,
} from './read-deployments.ts'
import { type Files, readFiles } from './read-files.ts'
import { readTags, type Tags } from './read-tags.ts'
import { readTeamMembers, type TeamName } from './read-team-members.ts'
import { repositoryByIdQuery, repositoryQuery } from './repository-documents.ts'
import { type RepositoryInfo, toRepositoryInfo } from './repository-info.ts'
import { createTransport, type Spent, type Transport, type TransportOptions } from './transport.ts'
import { readOwned, readTotals, readVisible, type Visible } from './visible.ts'

/** Which pull request, in which version. */
export interface Listed {
  readonly id: PullRequestId
  readonly number: number
  readonly createdAt: Instant
  readonly updatedAt: Instant
}

/** Whom a token belongs to. */
export interface Viewer {
  readonly login: string
  /** Null when it does not expire, or GitHub does not say. */
  readonly tokenExpiresAt: Instant | null
}

export interface GithubClient extends Pick<Transport, 'credential'> {
  /** Whom the token belongs to. @throws GithubError `github/authentication-failed`, `github/unreachable` */
  viewer(signal?: AbortSignal): Promise<Viewer>
  /** What the last answer said of the credential, without asking; null before the first. */
  accessFacts(): AccessFacts | null
  /** A page of what the token sees. @throws GithubError as `viewer` does */
  visible(cursor: string | null, signal?: AbortSignal): Promise<Visible>
  /** A page of an owner's repositories, as far as they are seen. @throws GithubError `github/not-found`; as `viewer` does */
  owned(owner: string, cursor: string | null, signal?: AbortSignal): Promise<Visible>
  /** Signs of life of these, a hundred a point; without those that cannot be seen. */
  pulses(ids: readonly RepositoryId[], signal?: AbortSignal): Promise<Pulses>
  /** What the credential is good for. */
  check(options: Omit<CheckOptions, 'apiUrl'>): Promise<Finding[]>
  /** How many pull requests each of these has; without those that cannot be seen. */
  totals(ids: readonly RepositoryId[], signal?: AbortSignal): Promise<ReadonlyMap<RepositoryId, number>>
  /** @throws GithubError `github/not-found`, `github/access-denied` */
  repository(owner: string, name: string, signal?: AbortSignal): Promise<RepositoryInfo>
  /** As it is called now. @throws GithubError `github/not-found`, `github/access-denied` */
  repositoryById(id: RepositoryId, signal?: AbortSignal): Promise<RepositoryInfo>
  /**
   * Asks for one pull request with all that a sync reads.
   * @throws GithubError `github/insufficient-scopes` when the token lacks what some of it needs
   */
  probe(repositoryId: RepositoryId, signal?: AbortSignal): Promise<void>
  /** Whole pull requests. A page that is too heavy is asked for in halves, down to single child sets. */
  pullRequests(request: PageRequest): Promise<Page<RawPullRequest>>
  /** Which pull requests there are: a hundred cost a point. */
  list(request: PageRequest): Promise<Page<Listed>>
  /** File lists only. */
  files(request: PageRequest): Promise<Page<Files>>
  /** Whole pull requests by node id, at most `pageSize` at a time. */
  readonly pullRequestsById: PullRequestReader['byId']
  /** What each number leads to, in their order. */
  lookUp(repositoryId: RepositoryId, numbers: readonly number[], signal?: AbortSignal): Promise<Found[]>
  /** Which of these are no longer there. @throws GithubError `github/not-found` when the repository is not */
  findGone(
    repositoryId: RepositoryId,
    ids: readonly PullRequestId[],
    signal?: AbortSignal,
  ): Promise<ReadonlySet<PullRequestId>>
  /** Who is in a team, those of its child teams included. @throws GithubError when that cannot be said of all */
  teamMembers(team: TeamName, signal?: AbortSignal): Promise<string[]>
  /** The tags with the dates of their commits, and what could not be read of them. */
  tags(repositoryId: RepositoryId, signal?: AbortSignal): Promise<Tags>
  /**
   * The deployments with their first successes, and what could not be read of them, the newest first.
   * @param options `since`: no further back than the page with one that was created before; null, the default, for all
   */
  deployments(
    repositoryId: RepositoryId,
    options?: { readonly since?: Instant | null; readonly signal?: AbortSignal },
  ): Promise<Deployments>
  /** Those of these ids, and which of them are no longer there. */
  deploymentsById(ids: readonly string[], signal?: AbortSignal): Promise<DeploymentsById>
  /** How many threads it has learned to ask for with each pull request of a repository; null before it has read enough. */
  threadsOf(id: RepositoryId): number | null
  /**
   * The same client, which leaves this part of the credential's points to others, in [0, 1): what comes to it ends with
   * `github/rate-limited`, as at any limit.
   */
  leaving(share: number): GithubClient
  /** What was asked until now, and what GitHub says that it cost. */
  spent(): Spent
  close(): Promise<void>
}

export interface GithubClientOptions extends TransportOptions {
  /** What `threadsOf` told of repositories before. */
  readonly threads?: ReadonlyMap<RepositoryId, number>
}

/** @throws GithubError `github/invalid-private-key` */
export function createGithubClient({ threads, ...options }: GithubClientOptions): GithubClient {
  const transport = createTransport(options)
  const learned = createLearnedThreads(threads)
  const over = (to: Transport): GithubClient => {
    const reader = createReader(to, learned)
    return {
      ...reader,
      check: ({ signal, ...asked }) =>
        checkCredential(to, { ...asked, signal, apiUrl: options.apiUrl }, (id) => reader.probe(id, signal)),
      credential: to.credential,
      threadsOf: learned.learnedOf,
      leaving: (share) => over(to.leaving(share)),
      spent: to.spent,
      close: to.close,
    }
  }
  return over(transport)
}

function createReader(
  transport: Transport,
  learned: LearnedThreads,
): Omit<GithubClient, 'check' | 'close' | 'credential' | 'leaving' | 'spent' | 'threadsOf'> {
  const reader = createPullRequestReader(transport, learned)
  return {
    viewer: async (signal) => {
      const { login } = (await transport.send(viewerQuery, {}, signal)).data.viewer
      return { login, tokenExpiresAt: transport.heard().access?.tokenExpiresAt ?? null }
    },
    accessFacts: () => transport.heard().access,

    visible: (cursor, signal) => readVisible(transport, cursor, signal),
    owned: (owner, cursor, signal) => readOwned(transport, { owner, cursor, signal }),
    pulses: (ids, signal) => readPulses(transport, ids, signal),
    totals: (ids, signal) => readTotals(transport, ids, signal),

    async repository(owner, name, signal) {
      const { data } = await transport.send(repositoryQuery, { owner, name }, signal)
      const found = data.repository
      if (!found)
        throw new GithubError(
          'github/not-found',
          `There is no repository ${owner}/${name}, or the token may not see it.`,
        )
      return toRepositoryInfo(found)
    },

    async repositoryById(id, signal) {
      const { data } = await transport.send(repositoryByIdQuery, { repository: id }, signal)
      if (!data.node || !('owner' in data.node)) throw repositoryGone(id)
      return toRepositoryInfo(data.node)
    },

    async probe(repositoryId, signal) {
      const { errors } = await transport.send(accessQuery, { repository: repositoryId }, signal)
      const denied = errors.all.find(({ type }) => type === 'INSUFFICIENT_SCOPES')
      if (denied) throw deniedBy(denied, `repository ${repositoryId}`)
    },

    pullRequests: reader.page,

    list: (request) =>
      shrinking(
        request.pageSize,
        async (size) => {
          const connection = connectionOf(
            await transport.send(numbersQuery, variablesOf(request, size), request.signal),
            request,
          )
          const items: Listed[] = []
          const unread: Unread[] = []
          for (const node of connection.nodes) {
            try {
              items.push(toListed(node))
            } catch (error) {
              unread.push({ number: node.number, reason: String(error), isRefused: false })
            }
          }
          return pageOf(connection, size, { items, unread, unnamed: connection.missing })
        },
        (error) => Promise.reject(error),
      ),

    files: (request) =>
      shrinking(
        request.pageSize,
        async (size) => {
          const connection = connectionOf(
            await transport.send(filesQuery, variablesOf(request, size), request.signal),
            request,
          )
          const items = await Promise.all(
            connection.nodes.map((node) =>
              readFiles(transport, node, connection.errorsOf(node).at('files').reason, request.signal),
            ),
          )
          return pageOf(connection, size, { items, unread: [], unnamed: connection.missing })
        },
        (error) => Promise.reject(error),
      ),

    pullRequestsById: reader.byId,

    lookUp: (repositoryId, numbers, signal) => lookUpNumbers(transport, repositoryId, numbers, signal),
    findGone: (repositoryId, ids, signal) => findGone(transport, repositoryId, ids, signal),
    teamMembers: (team, signal) => readTeamMembers(transport, team, signal),
    tags: (repositoryId, signal) => readTags(transport, repositoryId, signal),
    deployments: (repositoryId, options) => readDeployments(transport, repositoryId, options),
    deploymentsById: (ids, signal) => readDeploymentsById(transport, ids, signal),
  }
}

const toListed = (node: {
  readonly id: string
  readonly number: number
  readonly createdAt: string
  readonly updatedAt: string
}): Listed => ({
  id: toPullRequestId(node.id),
  number: node.number,
  createdAt: parseInstant(node.createdAt),
  updatedAt: parseInstant(node.updatedAt),
})

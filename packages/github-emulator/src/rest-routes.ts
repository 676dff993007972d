/** The few routes of the REST API that a client needs beside GraphQL, as GitHub answers them. */
import type { AppData, InstallationData } from './apps.ts'
import { databaseIdOf, nodeId, type RepositoryData } from './dataset.ts'
import { findByName } from './graph.ts'
import { convertManifest, type Manifests } from './manifests.ts'
import type { RateLimits, Resource } from './rate-limits.ts'
import { pushedAtOf } from './repository-node.ts'
import { RestRefused } from './rest-refused.ts'
import type { Tokens } from './tokens.ts'
import { seenBy, type Viewer } from './viewer.ts'

export interface RestState {
  readonly repositories: readonly RepositoryData[]
  readonly apps: AppData[]
  readonly tokens: Tokens
  readonly limits: RateLimits
  readonly manifests: Manifests
  /** The API's root as it was called. */
  readonly root: string
  /** Null for github.com. */
  readonly enterpriseVersion: string | null
}

export interface RestRequest {
  /** What stands in the path at the places of the route. */
  readonly parts: readonly string[]
  readonly query: URLSearchParams
  readonly viewer: Viewer
  readonly app: AppData
}

export interface RestAnswer {
  readonly status?: number
  readonly body: unknown
  readonly headers?: Readonly<Record<string, string>>
}

export interface Route {
  readonly method: 'GET' | 'POST'
  readonly path: RegExp
  /** Who may: anybody, whoever has a token, or an app for itself. */
  readonly as: 'anybody' | 'viewer' | 'app'
  readonly answer: (request: RestRequest, state: RestState) => RestAnswer | Promise<RestAnswer>
}

export const routes: readonly Route[] = [
  {
    method: 'GET',
    path: /^\/meta$/,
    as: 'anybody',
    answer: (_, { enterpriseVersion }) => ({
      body: {
        verifiable_password_authentication: false,
        ...(enterpriseVersion === null
          ? { hooks: ['127.0.0.1/32'], api: ['127.0.0.1/32'] }
          : { installed_version: enterpriseVersion }),
      },
    }),
  },
  {
    method: 'GET',
    path: /^\/?$/,
    as: 'viewer',
    answer: (_, { root }) => ({
      body: { current_user_url: `${root}/user`, rate_limit_url: `${root}/rate_limit` },
    }),
  },
  {
    method: 'GET',
    path: /^\/rate_limit$/,
    as: 'viewer',
    answer({ viewer }, { limits }) {
      if (!limits.areCounted) throw new RestRefused(404, 'Rate limiting is not enabled.')
      const of = (resource: Resource) => {
        const { limit, used, remaining, resetAt } = limits.quotaOf(viewer, resource)
        return { limit, used, remaining, reset: Math.ceil(resetAt / 1_000) }
      }
      return { body: { resources: { core: of('core'), graphql: of('graphql') }, rate: of('core') } }
    },
  },
  {
    method: 'GET',
    path: /^\/user$/,
    as: 'viewer',
    answer({ viewer: { login, installationId } }) {
      if (installationId !== undefined) throw new RestRefused(403, 'Resource not accessible by integration')
      return { body: { ...accountOf(login, 'User'), name: login } }
    },
  },
  {
    method: 'GET',
    path: /^\/repos\/([^/]+)\/([^/]+)$/,
    as: 'viewer',
    answer({ viewer, parts: [owner = '', name = ''] }, { repositories, root }) {
      const found = findByName(seenBy(repositories, viewer), `${owner}/${name}`)
      if (!found) throw new RestRefused(404, 'Not Found')
      if (found.refusal) throw new RestRefused(403, found.refusal.message, ssoHeaders(found))
      if (`${found.owner}/${found.name}`.toLowerCase() === `${owner}/${name}`.toLowerCase())
        return { body: toRepository(found) }
      const url = `${root}/repositories/${databaseIdOf(found.id)}`
      return { status: 301, body: { message: 'Moved Permanently', url }, headers: { location: url } }
    },
  },
  {
    method: 'GET',
    path: /^\/repositories\/(\d+)$/,
    as: 'viewer',
    answer({ viewer, parts }, { repositories }) {
      const found = seenBy(repositories, viewer).find(({ id }) => databaseIdOf(id) === Number(parts[0]))
      if (!found) throw new RestRefused(404, 'Not Found')
      return { body: toRepository(found) }
    },
  },
  {
    method: 'GET',
    path: /^\/installation\/repositories$/,
    as: 'viewer',
    answer({ viewer, query }, state) {
      if (viewer.installationId === undefined)
        throw new RestRefused(
          403,
          'You must authenticate with an installation access token in order to list repositories for an installation.',
        )
      const all = seenBy(state.repositories, viewer).filter(({ refusal }) => !refusal)
      const { items, headers } = pageOf(all, query, `${state.root}/installation/repositories`)
      return {
        body: { total_count: all.length, repository_selection: 'all', repositories: items.map(toRepository) },
        headers,
      }
    },
  },
  { method: 'GET', path: /^\/app$/, as: 'app', answer: ({ app }) => ({ body: toApp(app) }) },
  {
    method: 'GET',
    path: /^\/app\/installations$/,
    as: 'app',
    answer({ app, query }, { root }) {
      const { items, headers } = pageOf(app.installations, query, `${root}/app/installations`)
      return { body: items.map((one) => toInstallation(app, one)), headers }
    },
  },
  {
    method: 'GET',
    path: /^\/app\/installations\/(\d+)$/,
    as: 'app',
    answer: ({ app, parts }) => ({ body: toInstallation(app, installationOf(app, parts[0])) }),
  },
  {
    method: 'POST',
    path: /^\/app\/installations\/(\d+)\/access_tokens$/,
    as: 'app',
    answer({ app, parts }, { tokens }) {
      const installation = installationOf(app, parts[0])
      const { token, expiresAt } = tokens.issue(app, installation)
      return {
        status: 201,
        body: {
          token,
          expires_at: new Date(expiresAt).toISOString().replace(/\.\d+Z$/, 'Z'),
          permissions: installation.permissions ?? app.permissions,
          repository_selection: installation.repositories === 'all' ? 'all' : 'selected',
        },
      }
    },
  },
  {
    method: 'POST',
    path: /^\/app-manifests\/([^/]+)\/conversions$/,
    as: 'anybody',
    answer: async ({ parts }, { apps, manifests }) => {
      const { app, ...secrets } = await convertManifest(manifests, parts[0] ?? '', apps)
      return { status: 201, body: { ...toApp(app), ...secrets } }
    },
  },
]

function installationOf(app: AppData, id: string | undefined): InstallationData {
  const found = app.installations.find((one) => one.id === Number(id))
  if (!found) throw new RestRefused(404, 'Not Found')
  return found
}

const accountOf = (login: string, type: string) => ({
  login,
  id: databaseIdOf(login),
  node_id: nodeId(type[0] ?? 'U', login),
  type,
  html_url: `https://github.com/${login}`,
})

const toRepository = (repository: RepositoryData) => ({
  id: databaseIdOf(repository.id),
  node_id: repository.id,
  name: repository.name,
  full_name: `${repository.owner}/${repository.name}`,
  owner: accountOf(repository.owner, 'Organization'),
  private: repository.isPrivate ?? false,
  fork: repository.isFork ?? false,
  archived: repository.isArchived,
  topics: repository.topics ?? [],
  default_branch: repository.defaultBranch,
  pushed_at: pushedAtOf(repository),
  html_url: `https://github.com/${repository.owner}/${repository.name}`,
})

const toApp = ({ id, clientId, slug, name, permissions, events, installations }: AppData) => ({
  id,
  client_id: clientId,
  slug,
  name,
  node_id: nodeId('A', id),
  permissions,
  events,
  installations_count: installations.length,
  html_url: `https://github.com/apps/${slug}`,
})

const toInstallation = (app: AppData, installation: InstallationData) => ({
  id: installation.id,
  app_id: app.id,
  app_slug: app.slug,
  account: accountOf(installation.account, installation.accountType ?? 'Organization'),
  target_type: installation.accountType ?? 'Organization',
  repository_selection: installation.repositories === 'all' ? 'all' : 'selected',
  permissions: installation.permissions ?? app.permissions,
  events: app.events,
  suspended_at: installation.suspendedAt,
})

const ssoHeaders = ({ refusal, owner }: RepositoryData): Record<string, string> =>
  refusal?.samlFailure ? { 'x-github-sso': `required; url=https://github.com/orgs/${owner}/sso` } : {}

/** GitHub's pages by number: what follows is said in the header `link`. */
function pageOf<T>(all: readonly T[], query: URLSearchParams, url: string) {
  const size = Math.min(100, Math.max(1, Number(query.get('per_page') ?? 30) || 30))
  const page = Math.max(1, Number(query.get('page') ?? 1) || 1)
  const last = Math.max(1, Math.ceil(all.length / size))
  const link = (to: number, rel: string) => `<${url}?per_page=${size}&page=${to}>; rel="${rel}"`
  const links = [
    ...(page > 1 ? [link(page - 1, 'prev'), link(1, 'first')] : []),
    ...(page < last ? [link(page + 1, 'next'), link(last, 'last')] : []),
  ]
  const headers: Record<string, string> = links.length > 0 ? { link: links.join(', ') } : {}
  return { items: all.slice((page - 1) * size, page * size), headers }
}

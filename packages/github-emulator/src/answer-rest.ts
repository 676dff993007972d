/** Finds the route of a REST request and who asks, and answers as GitHub does: pages, entity tags, refusals. */
import { createHash } from 'node:crypto'
import { type AppData, appOf } from './apps.ts'
import { RestRefused } from './rest-refused.ts'
import { type RestState, type Route, routes } from './rest-routes.ts'
import type { Viewer } from './viewer.ts'

export interface RestAsked {
  readonly method: string
  /** Without `/api/v3`. */
  readonly path: string
  readonly query: URLSearchParams
  readonly token: string | null
  /** Null for an unknown token. */
  readonly viewer: Viewer | null
  readonly ifNoneMatch: string | undefined
  readonly now: number
}

export interface RestAnswered {
  readonly status: number
  /** Null for an answer without a body. */
  readonly body: unknown
  readonly headers: Readonly<Record<string, string>>
}

export async function answerRest(asked: RestAsked, state: RestState): Promise<RestAnswered> {
  const { limits } = state
  const { viewer } = asked
  try {
    const matching = routes.filter(({ path }) => path.test(asked.path))
    const route = matching.find(({ method }) => method === asked.method)
    if (!route) throw new RestRefused(404, 'Not Found')
    const { app, caller } = callerOf(route, asked, state.apps)
    const isCounted = route.as === 'viewer' && !asked.path.endsWith('/rate_limit')
    if (isCounted && limits.areCounted && limits.quotaOf(caller, 'core').remaining === 0)
      throw new RestRefused(403, `API rate limit exceeded for user ${caller.login}.`)
    const parts = (route.path.exec(asked.path) ?? []).slice(1)
    const {
      status = 200,
      body,
      headers = {},
    } = await route.answer({ parts, query: asked.query, viewer: caller, app: app ?? noApp }, state)
    const etag = `W/"${createHash('sha256').update(JSON.stringify(body)).digest('hex')}"`
    // What has not changed costs nothing.
    const isKnown = asked.method === 'GET' && status === 200 && asked.ifNoneMatch === etag
    if (isCounted && !isKnown) limits.draw(caller, 'core', 1)
    return {
      status: isKnown ? 304 : status,
      body: isKnown ? null : body,
      headers: {
        ...(asked.method === 'GET' ? { etag } : {}),
        ...(route.as === 'viewer' ? limits.headersOf(caller, 'core') : {}),
        ...headers,
      },
    }
  } catch (error) {
    if (!(error instanceof RestRefused)) throw error
    return {
      status: error.status,
      body: {
        message: error.message,
        documentation_url: 'https://docs.github.com/rest',
        status: String(error.status),
      },
      headers: { ...(viewer ? limits.headersOf(viewer, 'core') : {}), ...error.headers },
    }
  }
}

function callerOf(
  { as }: Route,
  { token, viewer, now }: RestAsked,
  apps: readonly AppData[],
): { readonly app: AppData | null; readonly caller: Viewer } {
  if (as === 'anybody') return { app: null, caller: viewer ?? nobody }
  if (as === 'app') return { app: appOf(token, apps, now), caller: nobody }
  if (!viewer) throw new RestRefused(401, token === null ? 'Requires authentication' : 'Bad credentials')
  return { app: null, caller: viewer }
}

const nobody: Viewer = { login: '', sees: () => false }
const noApp: AppData = {
  id: 0,
  clientId: '',
  slug: '',
  name: '',
  publicKey: '',
  webhook: null,
  permissions: {},
  events: [],
  installations: [],
}

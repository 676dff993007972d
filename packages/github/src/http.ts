/**
 * One attempt at one request: the connection with its proxy, certificates and patience, and what it means when nothing
 * came back. A token is in the request's header and nowhere else.
 */
import { text } from 'node:stream/consumers'
import type { Answer, Failure } from './classify.ts'
import { type AppKey, checkPrivateKey } from './credential.ts'
import { inTransit } from './in-transit.ts'
import type { Connections, HttpOptions } from './open-connections.ts'

/** Whose request it is: of a token, of an app for itself, or nobody's. */
export type Caller = { readonly token: string } | 'app' | 'nobody'

export interface Attempt {
  readonly where: string
  readonly caller: Caller
  readonly signal?: AbortSignal | undefined
}

export interface Http {
  /** What came back, or why nothing did. @throws the signal's reason when aborted */
  graphql(query: string, variables: unknown, attempt: Attempt): Promise<Answer | Failure>
  /** @param route as the documentation has it: `POST /app/installations/{installation_id}/access_tokens` */
  rest(route: string, parameters: object, attempt: Attempt): Promise<Answer | Failure>
  /** Ends open connections. */
  close(): Promise<void>
}

/**
 * @param app whose key signs what it asks for itself
 * @throws GithubError `github/invalid-private-key`
 */
export function createHttp(
  options: HttpOptions,
  { attemptTimeoutMs, app }: { readonly attemptTimeoutMs: number; readonly app: AppKey | null },
): Http {
  if (app) checkPrivateKey(app.privateKey)
  // As addresses are compared, with its scheme and host in small letters: Octokit takes `HTTP://` for a path.
  const root = new URL(options.apiUrl).href.replace(/\/+$/, '')
  const graphqlUrl = toGraphqlUrl(root)
  let opening: Promise<Connections> | null = null
  /** With the first request: what it takes is half of what a thread loads, and many ask for nothing. */
  const open = (): Promise<Connections> => {
    opening ??= import('./open-connections.ts').then(({ openConnections }) =>
      openConnections({ ...options, apiUrl: root }, app),
    )
    return opening
  }

  const attempt = async (
    send: (
      connections: Connections,
      signal: AbortSignal,
    ) => Promise<{ status: number; headers: Answer['headers']; data: unknown }>,
    { where, signal }: Attempt,
  ): Promise<Answer | Failure> => {
    const connections = await open()
    const timeout = AbortSignal.timeout(attemptTimeoutMs)
    const either = signal ? AbortSignal.any([signal, timeout]) : timeout
    try {
      const { status, headers, data } = await send(connections, either)
      return { status, headers, body: await readJson(data as ReadableStream | null, either) }
    } catch (error) {
      signal?.throwIfAborted()
      const { response } = error as {
        response?: { status: number; headers: Answer['headers']; data: unknown }
      }
      return response
        ? { status: response.status, headers: response.headers, body: response.data }
        : inTransit(error, { where, timedOut: timeout.aborted, proxy: options.proxy?.url ?? null })
    }
  }
  const headersOf = (caller: Caller) =>
    typeof caller === 'string' ? {} : { authorization: `bearer ${caller.token}` }

  return {
    graphql: (query, variables, asked) =>
      attempt(
        ({ octokit }, signal) =>
          octokit.request({
            method: 'POST',
            url: graphqlUrl,
            query,
            variables,
            headers: headersOf(asked.caller),
            // Octokit would parse it number by number, for integers that exceed 53 bits: GraphQL sends those as strings.
            request: { signal, parseSuccessResponseBody: false },
          }),
        asked,
      ),
    rest: (route, parameters, asked) =>
      attempt(({ octokit, ofApp }, signal) => {
        const speaker = asked.caller === 'app' && ofApp ? ofApp : octokit
        return speaker.request(route, {
          ...parameters,
          headers: headersOf(asked.caller),
          request: { signal, parseSuccessResponseBody: false },
        })
      }, asked),
    close: async () => (await opening)?.close(),
  }
}

/** The body as JSON; as text when it is none, or what had come of it when the connection broke. */
async function readJson(body: ReadableStream | null, signal: AbortSignal): Promise<unknown> {
  let content = ''
  try {
    content = body === null ? '' : await text(body)
    return JSON.parse(content)
  } catch {
    signal.throwIfAborted()
    return content
  }
}

/** GitHub Enterprise Server has its GraphQL API beside, not below, the REST API. */
const toGraphqlUrl = (root: string) =>
  root.endsWith('/api/v3') ? root.replace(/\/v3$/, '/graphql') : `${root}/graphql`

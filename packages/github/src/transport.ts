/**
 * Sends one GraphQL document: waits its turn, tries, classifies, then returns, waits, tries again or raises. The
 * token is in the request's header and nowhere else.
 */
import { text } from 'node:stream/consumers'
import { type DocumentNode, print } from '@0no-co/graphql.web'
import { Octokit } from '@octokit/core'
import type { TadaDocumentNode } from 'gql.tada'
import { Agent, EnvHttpProxyAgent, fetch as undiciFetch } from 'undici'
import { type AccessFacts, readAccessFacts } from './access-facts.ts'
import { type Answer, classify, type Verdict } from './classify.ts'
import { type FieldErrors, fieldErrors } from './field-errors.ts'
import { GithubError } from './github-error.ts'
import { abortableSleep, createScheduler } from './scheduler.ts'

export interface TransportOptions {
  /** The API's root: `https://api.github.com`, or `https://HOST/api/v3` for GitHub Enterprise Server. */
  readonly apiUrl: string
  readonly token: string
  /** A proxy to go through, and the hosts (by commas) that are reached without it. */
  readonly proxy?: { readonly url: string; readonly except: string }
  /** Told before each wait of a second or more. */
  readonly onWait?: (wait: Wait) => void
  readonly timing?: Partial<TransportTiming>
  /** In [0, 1), for jitter. */
  readonly random?: () => number
}

export interface Wait {
  readonly why: 'rate limit' | 'secondary rate limit' | 'trouble'
  readonly ms: number
  readonly message: string
}

export interface TransportTiming {
  /** For one answer, from when the request is sent (default 60 s). */
  readonly attemptTimeoutMs: number
  /** Before the second try of what failed in transit; doubles (default 500 ms). */
  readonly retryDelayMs: number
  /** Tries of what failed in transit (default 4). */
  readonly attempts: number
}

export interface Sent<Data> {
  readonly data: Data
  /** Fields that could not be read, by their paths; the data holds null there, or at the next place above that may. */
  readonly errors: FieldErrors
  /** When the server answered, by its own clock. Unix seconds; null when it does not say. */
  readonly answeredAt: number | null
}

export interface Transport {
  /** @throws GithubError; `github/query-too-heavy` is the caller's to make smaller. The signal's reason when aborted */
  send<Data, Variables>(
    document: TadaDocumentNode<Data, Variables, void>,
    variables: Variables,
    signal?: AbortSignal,
  ): Promise<Sent<Data>>
  /** What the last answer said of the credential; null before the first. */
  accessFacts(): AccessFacts | null
  /** Ends open connections. */
  close(): Promise<void>
}

export function createTransport(options: TransportOptions): Transport {
  const { apiUrl, token, proxy, onWait, random = Math.random } = options
  const timing: TransportTiming = {
    attemptTimeoutMs: 60_000,
    retryDelayMs: 500,
    attempts: 4,
    ...options.timing,
  }
  const url = toGraphqlUrl(apiUrl)
  const scheduler = createScheduler()
  /** Of the documents that are asked again and again. */
  const texts = new WeakMap<object, string>()
  const textOf = (document: object) => {
    const known = texts.get(document)
    if (known !== undefined) return known
    const query = print(document as DocumentNode)
    texts.set(document, query)
    return query
  }
  const agentOptions = { connect: { timeout: 10_000 }, keepAliveTimeout: 10_000 }
  const dispatcher = proxy
    ? new EnvHttpProxyAgent({
        ...agentOptions,
        httpProxy: proxy.url,
        httpsProxy: proxy.url,
        noProxy: proxy.except,
      })
    : new Agent(agentOptions)
  const octokit = new Octokit({
    auth: token,
    userAgent: 'upflow',
    log: { debug() {}, info() {}, warn() {}, error() {} },
    request: { fetch: (input: string, init: object) => undiciFetch(input, { ...init, dispatcher }) },
  })

  let accessFacts: AccessFacts | null = null
  const attempt = async (
    query: string,
    variables: unknown,
    where: string,
    signal?: AbortSignal,
  ): Promise<Attempted> => {
    const timeout = AbortSignal.timeout(timing.attemptTimeoutMs)
    const either = signal ? AbortSignal.any([signal, timeout]) : timeout
    try {
      const response = await octokit.request({
        method: 'POST',
        url,
        query,
        variables,
        // Octokit would parse it number by number, for integers that exceed 53 bits: GraphQL sends those as strings.
        request: { signal: either, parseSuccessResponseBody: false },
      })
      const { status, headers } = response
      accessFacts = readAccessFacts({ headers }, Date.now())
      return judge({ status, headers, body: await readJson(response.data, either) }, where)
    } catch (error) {
      signal?.throwIfAborted()
      const { response } = error as {
        response?: { status: number; headers: Answer['headers']; data: unknown }
      }
      return response
        ? judge({ status: response.status, headers: response.headers, body: response.data }, where)
        : { ...inTransit(error, where, timeout.aborted), answeredAt: null }
    }
  }

  const wait = async (why: Wait['why'], ms: number, message: string, signal?: AbortSignal) => {
    if (ms >= 1_000) onWait?.({ why, ms, message })
    await abortableSleep(ms, signal)
  }

  /** Secondary limits in a row are waited for longer and longer. */
  const pause = ({ limit, waitMs }: Extract<Verdict, { kind: 'limited' }>, earlier: number) => {
    const growth = limit === 'secondary' ? 2 ** Math.min(earlier, 5) : 1
    const ms = Math.min(65 * 60_000, waitMs * growth) + random() * 1_000
    scheduler.pause(ms)
    return { kind: 'paused', limit, ms } as const
  }

  return {
    async send<Data, Variables>(
      document: TadaDocumentNode<Data, Variables, void>,
      variables: Variables,
      signal?: AbortSignal,
    ) {
      const query = textOf(document)
      const where = `${operationName(document as unknown as DocumentNode)} at ${apiUrl}`
      let limits = 0
      for (let failures = 0; ; ) {
        const verdict = await scheduler.schedule(async () => {
          const found = await attempt(query, variables, where, signal)
          // Paused before the slot is given on: nothing slips out meanwhile.
          return found.kind === 'limited' ? pause(found, limits++) : found
        }, signal)
        switch (verdict.kind) {
          case 'ok':
            scheduler.succeeded()
            return {
              data: verdict.data as Data,
              errors: fieldErrors(verdict.errors),
              answeredAt: verdict.answeredAt,
            }
          case 'fatal':
            throw verdict.error
          case 'heavy':
            throw new GithubError(
              'github/query-too-heavy',
              `GitHub could not answer in time (${where}): ${verdict.why}.`,
              {},
              { retryable: true },
            )
          case 'paused':
            await wait(
              verdict.limit === 'primary' ? 'rate limit' : 'secondary rate limit',
              verdict.ms,
              `GitHub's ${verdict.limit} rate limit is reached`,
              signal,
            )
            break
          case 'transient': {
            if (++failures >= timing.attempts) throw verdict.error
            const ms = timing.retryDelayMs * 2 ** (failures - 1) * (0.75 + random() / 2)
            await wait('trouble', ms, verdict.error.message, signal)
          }
        }
      }
    },
    accessFacts: () => accessFacts,
    close: () => dispatcher.close(),
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
const toGraphqlUrl = (apiUrl: string) => {
  const root = apiUrl.replace(/\/+$/, '')
  return root.endsWith('/api/v3') ? root.replace(/\/v3$/, '/graphql') : `${root}/graphql`
}

type Attempted = Verdict & { readonly answeredAt: number | null }

function judge(answer: Answer, where: string): Attempted {
  const date = Date.parse(String(answer.headers.date ?? ''))
  return {
    ...classify(answer, where, Date.now()),
    answeredAt: Number.isNaN(date) ? null : Math.floor(date / 1000),
  }
}

function inTransit(error: unknown, where: string, timedOut: boolean): Verdict {
  const cause = rootCause(error)
  const code = (cause as { code?: string }).code ?? ''
  if (/^(?:CERT_|ERR_TLS|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO_|ERR_SSL)/.test(code))
    return {
      kind: 'fatal',
      error: new GithubError(
        'github/misconfigured',
        `The TLS certificate is not trusted (${where}): ${code}. Set NODE_EXTRA_CA_CERTS to your authority's certificate.`,
        {},
        { cause },
      ),
    }
  if (/\(407\)/.test(cause.message))
    return {
      kind: 'fatal',
      error: new GithubError(
        'github/misconfigured',
        `The proxy wants a login (407, ${where}). Put it into the proxy's URL.`,
        {},
        { cause },
      ),
    }
  const why = timedOut
    ? 'no answer in time'
    : code === 'ECONNREFUSED'
      ? 'the connection was refused'
      : code === 'ENOTFOUND'
        ? 'its name cannot be resolved'
        : cause.message
  return {
    kind: 'transient',
    error: new GithubError(
      'github/unreachable',
      `GitHub cannot be reached (${where}): ${why}. Check the API address and the network, and try again.`,
      {},
      { cause, retryable: true },
    ),
  }
}

function rootCause(error: unknown): Error {
  let current = error instanceof Error ? error : new Error(String(error))
  while (current.cause instanceof Error) current = current.cause
  return current
}

function operationName(document: DocumentNode): string {
  for (const definition of document.definitions)
    if ('operation' in definition && definition.name) return definition.name.value
  return 'a query'
}

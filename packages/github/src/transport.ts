/**
 * Asks GitHub: waits its turn, tries, classifies, then returns, waits, tries again or raises. One refusal of a token
 * that can be replaced is not told.
 */
import { type DocumentNode, print } from '@0no-co/graphql.web'
import type { TadaDocumentNode } from 'gql.tada'
import { type Answer, classify, classifyRest, type Failure, type Verdict } from './classify.ts'
import type { GithubCredential } from './credential.ts'
import { type FieldErrors, fieldErrors } from './field-errors.ts'
import { answeredAtOf, type Heard, hear } from './heard.ts'
import { createHttp } from './http.ts'
import type { HttpOptions } from './open-connections.ts'
import { createPatience, type Judged, type TransportTiming, toTiming, type Wait } from './patience.ts'
import { createPointsReserve } from './points-reserve.ts'
import { createScheduler } from './scheduler.ts'
import { createTokenSource } from './token-source.ts'

export interface TransportOptions extends HttpOptions {
  readonly credential: GithubCredential
  /** Told before each wait of a second or more. */
  readonly onWait?: (wait: Wait) => void
  readonly timing?: Partial<TransportTiming>
  /** In [0, 1), for jitter. */
  readonly random?: () => number
  /** Milliseconds of which only differences count, for the life of tokens. Default `performance.now`. */
  readonly clock?: () => number
}

export interface Sent<Data> {
  readonly data: Data
  /** Fields that could not be read, by their paths; the data holds null there, or at the next place above that may. */
  readonly errors: FieldErrors
  /** When the server answered, by its own clock. Unix seconds; null when it does not say. */
  readonly answeredAt: number | null
}

export interface Spent {
  /** All that were answered, also those that were refused. */
  readonly requests: number
  /** By `rateLimit.cost` of the answers. */
  readonly points: number
}

export interface Transport {
  readonly credential: GithubCredential
  /** @throws GithubError; `github/query-too-heavy` is the caller's to make smaller. The signal's reason when aborted */
  send<Data, Variables>(
    document: TadaDocumentNode<Data, Variables, void>,
    variables: Variables,
    signal?: AbortSignal,
  ): Promise<Sent<Data>>
  /** Asks the REST API, as `GET /installation/repositories`. @throws GithubError; the signal's reason when aborted */
  rest<Body>(route: string, parameters: object, signal?: AbortSignal): Promise<Body>
  /** The same, which leaves this part of the credential's points to others, in [0, 1). */
  leaving(share: number): Transport
  heard(): Heard
  spent(): Spent
  /** Ends open connections. */
  close(): Promise<void>
}

/** @throws GithubError `github/invalid-private-key` */
export function createTransport(options: TransportOptions): Transport {
  const { apiUrl, credential, onWait, random = Math.random, clock = () => performance.now() } = options
  const timing = toTiming(options.timing)
  const patiently = createPatience({ timing, onWait, random })
  const http = createHttp(options, {
    attemptTimeoutMs: timing.attemptTimeoutMs,
    app: credential.kind === 'installation' ? credential : null,
  })
  const tokens = createTokenSource(credential, { http, apiUrl, clock })
  /** Each of the two has a quota of its own. */
  const schedulers = { graphql: createScheduler(timing), rest: createScheduler(timing) }
  const reserve = createPointsReserve(clock)
  const textOf = createPrinter()
  const spent = { requests: 0, points: 0 }
  let heard: Omit<Heard, 'permissions'> = { access: null, scopes: null, enterpriseVersion: null }

  /** With a token, and with another when GitHub refuses that one, once. */
  const withToken = async (
    ask: (token: string) => Promise<Answer | Failure>,
    judge: (answer: Answer) => Verdict,
    signal?: AbortSignal,
  ): Promise<Judged> => {
    for (let isAgain = false; ; isAgain = true) {
      const held = await tokens.take(signal)
      if (held.kind !== 'token') return { ...held, answeredAt: null }
      const answer = await ask(held.token)
      if ('kind' in answer) return { ...answer, answeredAt: null }
      if (answer.status === 401 && !isAgain && tokens.refused(held.token)) continue
      spent.requests++
      heard = hear(answer, Date.now())
      return { ...judge(answer), answeredAt: answeredAtOf(answer) }
    }
  }

  /** Of GraphQL, which alone takes points. */
  const spending = async (
    share: number,
    ask: (hearCost: (answer: Answer) => void) => Promise<Judged>,
  ): Promise<Judged> => {
    const waitMs = reserve.waitMs(share)
    if (waitMs > 0) return { kind: 'limited', limit: 'reserve', waitMs, answeredAt: null }
    const sent = reserve.begin()
    try {
      return await ask(({ body }) => {
        if (heard.access) sent.heard(heard.access, costOf((body as { readonly data?: unknown } | null)?.data))
      })
    } finally {
      sent.end()
    }
  }

  const leaving = (share: number): Transport => ({
    credential,
    async send<Data, Variables>(
      document: TadaDocumentNode<Data, Variables, void>,
      variables: Variables,
      signal?: AbortSignal,
    ) {
      const query = textOf(document)
      const where = `${operationName(document as unknown as DocumentNode)} at ${apiUrl}`
      const { data, errors, answeredAt } = await patiently(schedulers.graphql, { where, signal }, () =>
        spending(share, (hearCost) =>
          withToken(
            (token) => http.graphql(query, variables, { where, caller: { token }, signal }),
            (answer) => {
              hearCost(answer)
              return classify(answer, where, Date.now())
            },
            signal,
          ),
        ),
      )
      spent.points += costOf(data)
      return { data: data as Data, errors: fieldErrors(errors), answeredAt }
    },
    async rest<Body>(route: string, parameters: object, signal?: AbortSignal) {
      const where = `${route} at ${apiUrl}`
      const { data } = await patiently(schedulers.rest, { where, signal }, () =>
        withToken(
          (token) => http.rest(route, parameters, { where, caller: { token }, signal }),
          (answer) => classifyRest(answer, where, Date.now()),
          signal,
        ),
      )
      return data as Body
    },
    leaving,
    spent: () => ({ ...spent }),
    heard: () => ({ ...heard, permissions: tokens.permissions() }),
    close: () => http.close(),
  })
  return leaving(0)
}

/** The texts of documents; those that are asked again and again are printed once. */
function createPrinter(): (document: object) => string {
  const texts = new WeakMap<object, string>()
  return (document) => {
    const known = texts.get(document)
    if (known !== undefined) return known
    const query = print(document as DocumentNode)
    texts.set(document, query)
    return query
  }
}

function operationName(document: DocumentNode): string {
  for (const definition of document.definitions)
    if ('operation' in definition && definition.name) return definition.name.value
  return 'a query'
}

/** Every query asks what it cost. */
const costOf = (data: unknown): number =>
  (data as { readonly rateLimit?: { readonly cost?: number } | null } | null | undefined)?.rateLimit?.cost ??
  0

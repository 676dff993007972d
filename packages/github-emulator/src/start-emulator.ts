/** A GitHub on 127.0.0.1: real HTTP, GitHub's published schema, its costs, limits and refusals. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { createServer as createSecureServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { createGraphql } from './answer-graphql.ts'
import { answerRest } from './answer-rest.ts'
import type { AppData } from './apps.ts'
import type { Dataset } from './dataset.ts'
import type { Denial } from './denials.ts'
import { answersAlone, type Fault, takeFault } from './faults.ts'
import type { JournalEntry } from './journal.ts'
import { createManifests } from './manifests.ts'
import type { Mutation } from './mutations.ts'
import { createRateLimits } from './rate-limits.ts'
import { parseQuery, readBody, tokenOf } from './read-request.ts'
import { RestRefused } from './rest-refused.ts'
import { createSchedule, type Scheduled } from './schedule.ts'
import { createTokens } from './tokens.ts'
import type { Viewer } from './viewer.ts'
import { createWebhooks, type Delivery, type Hook, type HookEvent } from './webhooks.ts'

export interface EmulatorOptions {
  readonly data: Dataset
  /** Whom each accepted token belongs to. */
  readonly tokens: Readonly<Record<string, Viewer>>
  /** GitHub Apps that there are. Default: none; one that is made from a manifest is added. */
  readonly apps?: AppData[]
  /** Points an hour and token (default 5,000). Null sends no limit headers at all, as some GitHub Enterprise Servers. */
  readonly pointsPerHour?: number | null
  /** As GitHub Enterprise Server says it (`3.17.2`). Default: it is github.com. */
  readonly enterpriseVersion?: string
  /** PEM. Default: without TLS. */
  readonly tls?: { readonly key: string; readonly cert: string }
  /** Default: a free port. */
  readonly port?: number
  /** How long what an app is given for an installation is accepted (default an hour). */
  readonly installationTokenMs?: number
  /** Milliseconds since 1970. Default `Date.now`. */
  readonly now?: () => number
}

export interface Emulator {
  /** The API's root: `http://127.0.0.1:PORT`, with GraphQL at `/graphql`; `/api/v3` and `/api/graphql` work too. */
  readonly url: string
  readonly data: Dataset
  readonly apps: AppData[]
  readonly journal: JournalEntry[]
  /** The script of faults: push to it. */
  readonly faults: Fault[]
  /** What may not be read: push to it. */
  readonly denials: Denial[]
  /** Where what happens is told, beside the apps that it concerns: push to it. */
  readonly hooks: Hook[]
  /** What is to happen by itself, with which request or at which time: push to it. */
  readonly schedule: Scheduled[]
  /** What was sent to whom, and what came of it. */
  readonly deliveries: readonly Delivery[]
  /** Lets it happen now. @returns what GitHub would tell of it, once all of it is delivered */
  mutate(mutation: Mutation): Promise<HookEvent[]>
  /** Sends an event to all whom it concerns, once more if it was sent: under the same id, as GitHub redelivers. */
  deliver(event: HookEvent): Promise<void>
  /** No token that an app was given until now is accepted any more. */
  revokeIssuedTokens(): void
  /** Ends open connections. Idempotent. */
  close(): Promise<void>
}

export async function startEmulator(options: EmulatorOptions): Promise<Emulator> {
  const { data, apps = [], pointsPerHour = 5_000, port = 0, now = Date.now, tls } = options
  const journal: JournalEntry[] = []
  const faults: Fault[] = []
  const denials: Denial[] = []
  const tokens = createTokens(options.tokens, { apps, now, lifeMs: options.installationTokenMs })
  const limits = createRateLimits(pointsPerHour, now)
  const manifests = createManifests(now)
  const answerQuery = createGraphql(data, { limits, denials })
  const webhooks = createWebhooks(apps)
  const schedule = createSchedule({ data, apps, webhooks, now })
  const enterpriseVersion = options.enterpriseVersion ?? null

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await readBody(request)
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://127.0.0.1')
    const path = pathname.replace(/^\/api\/v3(?=\/|$)/, '')
    const token = tokenOf(request)
    const asked = parseQuery(body)
    const entry: JournalEntry = {
      at: now(),
      method: request.method ?? '',
      path: pathname,
      operation: asked.operationName ?? null,
      variables: asked.variables,
      viewer: null,
      status: 0,
      cost: 0,
      toldCost: null,
    }
    journal.push(entry)
    schedule.before(entry)
    let viewer: Viewer | null = null
    let refused: RestRefused | null = null
    try {
      viewer = tokens.viewerOf(token)
    } catch (error) {
      if (!(error instanceof RestRefused)) throw error
      refused = error
    }
    entry.viewer = viewer?.login ?? null
    const fault = takeFault(faults, entry)
    if (fault && answersAlone(fault, request, response, entry)) return
    if (fault?.kind === 'hold') await fault.until
    const send = (status: number, content: unknown, headers: Readonly<Record<string, string>> = {}) => {
      entry.status = status
      const text =
        content === null
          ? ''
          : JSON.stringify(fault?.kind === 'change' ? fault.change(content as never) : content)
      const all = {
        'content-type': 'application/json; charset=utf-8',
        date: new Date(now()).toUTCString(),
        ...(enterpriseVersion === null ? {} : { 'x-github-enterprise-version': enterpriseVersion }),
        ...(viewer?.tokenExpiresAt === undefined
          ? {}
          : { 'github-authentication-token-expiration': viewer.tokenExpiresAt }),
        ...(viewer?.scopes === undefined
          ? {}
          : { 'x-oauth-scopes': viewer.scopes.join(', '), 'x-accepted-oauth-scopes': 'repo' }),
        ...headers,
      }
      response.writeHead(status, {
        ...all,
        ...(status === 304 ? {} : { 'content-length': Buffer.byteLength(text) }),
      })
      if (fault?.kind === 'truncate') response.write(text.slice(0, text.length / 2), () => response.destroy())
      else response.end(text)
    }

    if (refused) return send(refused.status, { message: refused.message, status: String(refused.status) })
    if (request.method === 'POST' && /^(?:\/organizations\/[^/]+)?\/settings\/apps\/new$/.test(path)) {
      try {
        return send(302, {}, { location: manifests.handIn(new URLSearchParams(body), searchParams) })
      } catch (error) {
        return send((error as RestRefused).status, { message: (error as RestRefused).message })
      }
    }
    if (request.method === 'POST' && /^(?:\/api)?\/graphql$/.test(pathname)) {
      if (!viewer)
        return send(401, {
          message: 'Bad credentials',
          documentation_url: 'https://docs.github.com/graphql',
          status: '401',
        })
      const answer = await answerQuery(asked, viewer, entry)
      return send(200, answer, limits.headersOf(viewer, 'graphql'))
    }
    const {
      status,
      body: content,
      headers,
    } = await answerRest(
      {
        method: request.method ?? '',
        path,
        query: searchParams,
        token,
        viewer,
        ifNoneMatch: request.headers['if-none-match'],
        now: now(),
      },
      {
        repositories: data.repositories,
        apps,
        tokens,
        limits,
        manifests,
        root: `${tls ? 'https' : 'http'}://${request.headers.host ?? ''}${pathname.startsWith('/api/v3') ? '/api/v3' : ''}`,
        enterpriseVersion,
      },
    )
    send(status, content, headers)
  }

  const listener = (request: IncomingMessage, response: ServerResponse) => {
    handle(request, response).catch((error: unknown) => {
      // A script that asks for what there is none of, most likely: it is to be seen.
      if (response.headersSent) response.destroy()
      else response.writeHead(500).end(JSON.stringify({ message: String(error) }))
    })
  }
  const server = tls ? createSecureServer({ ...tls }, listener) : createServer(listener)
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, '127.0.0.1', resolve)
  })
  return {
    url: `${tls ? 'https' : 'http'}://127.0.0.1:${(server.address() as AddressInfo).port}`,
    data,
    apps,
    journal,
    faults,
    denials,
    hooks: webhooks.hooks,
    schedule: schedule.waiting,
    deliveries: webhooks.deliveries,
    mutate: schedule.mutate,
    deliver: webhooks.deliver,
    revokeIssuedTokens: tokens.revokeIssued,
    async close() {
      await new Promise<void>((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      })
      await webhooks.close()
    },
  }
}

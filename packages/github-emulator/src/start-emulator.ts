/** A GitHub on 127.0.0.1: real HTTP, GitHub's published schema, its costs, limits and refusals. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { buildSchema, execute, GraphQLError, type GraphQLSchema, parse, validate } from 'graphql'
import { RequestRefused } from './connection.ts'
import { costOf } from './cost.ts'
import type { Dataset } from './dataset.ts'
import { createFieldResolver, type Denial } from './denials.ts'
import { type Fault, type FaultResponse, takeFault } from './faults.ts'
import { createRoot } from './graph.ts'
import type { JournalEntry } from './journal.ts'
import type { Viewer } from './viewer.ts'

export interface EmulatorOptions {
  readonly data: Dataset
  /** Whom each accepted token belongs to. */
  readonly tokens: Readonly<Record<string, Viewer>>
  /** Points an hour and token (default 5,000). Null sends no limit headers at all, as some GitHub Enterprise Servers. */
  readonly pointsPerHour?: number | null
  /** Default: a free port. */
  readonly port?: number
  /** Milliseconds since 1970. Default `Date.now`. */
  readonly now?: () => number
}

export interface Emulator {
  /** The API's root: `http://127.0.0.1:PORT`, with GraphQL at `/graphql`; `/api/v3` and `/api/graphql` work too. */
  readonly url: string
  readonly data: Dataset
  readonly journal: JournalEntry[]
  /** The script of faults: push to it. */
  readonly faults: Fault[]
  /** What may not be read: push to it. */
  readonly denials: Denial[]
  /** Ends open connections. Idempotent. */
  close(): Promise<void>
}

export async function startEmulator(options: EmulatorOptions): Promise<Emulator> {
  const { data, tokens, pointsPerHour = 5_000, port = 0, now = Date.now } = options
  const journal: JournalEntry[] = []
  const faults: Fault[] = []
  const denials: Denial[] = []
  const fieldResolver = createFieldResolver(denials)
  const buckets = new Map<string, { resetAt: number; used: number }>()
  let loading: Promise<GraphQLSchema> | null = null

  const bucketOf = (login: string) => {
    const known = buckets.get(login)
    if (known && known.resetAt > now()) return known
    const fresh = { resetAt: now() + 3_600_000, used: 0 }
    buckets.set(login, fresh)
    return fresh
  }

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await readBody(request)
    const path = new URL(request.url ?? '/', 'http://127.0.0.1').pathname
    const token = /^(?:bearer|token) (.+)$/i.exec(request.headers.authorization ?? '')?.[1]
    const viewer = token !== undefined && Object.hasOwn(tokens, token) ? tokens[token]! : null
    const { query = '', variables = {} } = parseBody(body)
    const entry: JournalEntry = {
      at: now(),
      method: request.method ?? '',
      path,
      operation: /^\s*(?:query|mutation)\s+(\w+)/.exec(query)?.[1] ?? null,
      variables,
      viewer: viewer?.login ?? null,
      status: 0,
      cost: 0,
    }
    journal.push(entry)
    const fault = takeFault(faults, entry)
    if (fault && answersAlone(fault, request, response, entry)) return
    if (fault?.kind === 'hold') await fault.until
    const send = (status: number, content: unknown, headers: Record<string, string> = {}) => {
      entry.status = status
      const text = JSON.stringify(fault?.kind === 'change' ? fault.change(content as never) : content)
      const all = {
        'content-type': 'application/json; charset=utf-8',
        date: new Date(now()).toUTCString(),
        ...(viewer?.tokenExpiresAt === undefined
          ? {}
          : { 'github-authentication-token-expiration': viewer.tokenExpiresAt }),
        ...headers,
      }
      response.writeHead(status, { ...all, 'content-length': Buffer.byteLength(text) })
      if (fault?.kind === 'truncate') response.write(text.slice(0, text.length / 2), () => response.destroy())
      else response.end(text)
    }

    if (!viewer)
      return send(401, {
        message: 'Bad credentials',
        documentation_url: 'https://docs.github.com/graphql',
        status: '401',
      })
    if (request.method !== 'POST' || !/^(?:\/api)?\/graphql$/.test(path))
      return send(404, { message: 'Not Found', status: '404' })

    const bucket = bucketOf(viewer.login)
    const limit = pointsPerHour ?? 0
    const limitHeaders = (): Record<string, string> =>
      pointsPerHour === null
        ? {}
        : {
            'x-ratelimit-limit': String(limit),
            'x-ratelimit-remaining': String(Math.max(0, limit - bucket.used)),
            'x-ratelimit-used': String(bucket.used),
            'x-ratelimit-reset': String(Math.ceil(bucket.resetAt / 1000)),
            'x-ratelimit-resource': 'graphql',
          }
    if (pointsPerHour !== null && bucket.used >= limit)
      return send(
        200,
        { errors: [{ type: 'RATE_LIMIT', message: `API rate limit exceeded for user ${viewer.login}.` }] },
        limitHeaders(),
      )

    try {
      loading ??= publishedSchema()
      const schema = await loading
      const document = parse(query)
      const problems = validate(schema, document)
      if (problems.length > 0) return send(200, { errors: problems.map(toWire) }, limitHeaders())
      entry.cost = costOf(document, variables)
      bucket.used += entry.cost
      const rateLimit = () => ({
        cost: entry.cost,
        limit,
        remaining: Math.max(0, limit - bucket.used),
        used: bucket.used,
        resetAt: new Date(bucket.resetAt).toISOString(),
        nodeCount: 0,
      })
      const result = await execute({
        schema,
        document,
        rootValue: createRoot(data, viewer, rateLimit),
        variableValues: variables,
        fieldResolver,
      })
      send(
        200,
        { ...(result.errors ? { errors: result.errors.map(toWire) } : {}), data: result.data },
        limitHeaders(),
      )
    } catch (error) {
      send(200, { errors: [toWire(error)] }, limitHeaders())
    }
  }

  const server = createServer((request, response) => {
    handle(request, response).catch(() => response.destroy())
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, '127.0.0.1', resolve)
  })
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    data,
    journal,
    faults,
    denials,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

/** Faults that need no answer of ours. */
function answersAlone(
  fault: FaultResponse,
  request: IncomingMessage,
  response: ServerResponse,
  entry: JournalEntry,
): boolean {
  switch (fault.kind) {
    case 'reset':
      request.socket.destroy()
      return true
    case 'hang':
      return true
    case 'status':
      entry.status = fault.status
      response
        .writeHead(fault.status, { 'content-type': 'application/json', ...fault.headers })
        .end(fault.body ?? '{"message":"a scripted fault"}')
      return true
    case 'errors':
      entry.status = 200
      response
        .writeHead(200, { 'content-type': 'application/json', ...fault.headers })
        .end(JSON.stringify({ errors: fault.errors }))
      return true
    default:
      return false
  }
}

/** Loaded with the first query: the package parses several megabytes when it is imported. */
async function publishedSchema(): Promise<GraphQLSchema> {
  const { schema } = await import('@octokit/graphql-schema')
  return buildSchema(schema.idl, { assumeValid: true, assumeValidSDL: true })
}

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks).toString('utf8')
}

function parseBody(body: string): { query?: string; variables?: Record<string, unknown> } {
  try {
    const parsed = JSON.parse(body) as { query?: unknown; variables?: unknown }
    return {
      ...(typeof parsed.query === 'string' ? { query: parsed.query } : {}),
      ...(typeof parsed.variables === 'object' && parsed.variables !== null
        ? { variables: parsed.variables as Record<string, unknown> }
        : {}),
    }
  } catch {
    return {}
  }
}

function toWire(error: unknown) {
  const original = error instanceof GraphQLError ? (error.originalError ?? error) : error
  const type = original instanceof RequestRefused ? original.type : undefined
  const { message, path, locations } = error as GraphQLError
  return {
    ...(type ? { type } : {}),
    ...(path ? { path } : {}),
    ...(locations ? { locations } : {}),
    message,
  }
}

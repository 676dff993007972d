/** HTTP itself: how long a connection may take to say something, and how it ends. */
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { getRequestListener } from '@hono/node-server'
import type { Env, Hono } from 'hono'
import { toErrorAnswer } from './error-answer.ts'
import { refuseUnreadable } from './refuse-unreadable.ts'
import { WebError } from './web-error.ts'

export interface Listening {
  address(): AddressInfo
  /** Takes no more, waits for what is being answered, and then cuts what is left. */
  stop(): Promise<void>
}

export interface ListenOptions {
  readonly host: string
  readonly port: number
  readonly timing?: Partial<ConnectionTiming> | undefined
}

export interface ConnectionTiming {
  /** To say what is wanted. */
  readonly headersMs: number
  /** To say all of it. */
  readonly requestMs: number
  /** Between two requests. */
  readonly keepAliveMs: number
  /** How often those are looked for that take too long. */
  readonly lookMs: number
  /** Of a connection on which nothing moves, in either direction: it is gone, or does not read. */
  readonly idleMs: number
}

const usual: ConnectionTiming = {
  headersMs: 10_000,
  requestMs: 20_000,
  keepAliveMs: 10_000,
  lookMs: 2_000,
  idleMs: 60_000,
}
const stopGraceMs = 2_000
const mostHeaderBytes = 16 * 1_024

/** @throws a Node error when the port is taken */
export async function listen<E extends Env>(
  app: Hono<E>,
  { host, port, timing }: ListenOptions,
): Promise<Listening> {
  const { headersMs, requestMs, keepAliveMs, lookMs, idleMs } = { ...usual, ...timing }
  const listener = getRequestListener(app.fetch as never, { errorHandler: refuse })
  const options = {
    headersTimeout: headersMs,
    requestTimeout: requestMs,
    keepAliveTimeout: keepAliveMs,
    connectionsCheckingInterval: lookMs,
    maxHeaderSize: mostHeaderBytes,
    // It is missed where it is looked at, with an answer that says so.
    requireHostHeader: false,
  }
  const server = createServer(options, (incoming, outgoing) => {
    void listener(incoming, outgoing)
  })
  refuseUnreadable(server)
  server.timeout = idleMs
  server.listen(port, host)
  await new Promise<void>((resolve, reject) => {
    server.once('listening', resolve)
    server.once('error', reject)
  })
  return { address: () => server.address() as AddressInfo, stop: () => stop(server) }
}

/** What is no request that can be understood. */
function refuse(): Response {
  const { status, body } = toErrorAnswer(
    new WebError(
      'web/bad-request',
      'The request cannot be understood: its address or its host is malformed.',
    ),
  )
  return Response.json(body, { status })
}

async function stop(server: Server): Promise<void> {
  const closed = new Promise((resolve) => server.close(resolve))
  const cut = setTimeout(() => server.closeAllConnections(), stopGraceMs)
  server.closeIdleConnections()
  await closed
  clearTimeout(cut)
}

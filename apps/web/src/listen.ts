/** HTTP itself: how long a connection may take to say something, and how it ends. */
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { getRequestListener } from '@hono/node-server'
import type { Env, Hono } from 'hono'
import { toErrorAnswer } from './error-answer.ts'
import { WebError } from './web-error.ts'

export interface Listening {
  address(): AddressInfo
  /** Takes no more, waits for what is being answered, and then cuts what is left. */
  stop(): Promise<void>
}

export interface ListenOptions {
  readonly host: string
  readonly port: number
}

const timing = {
  /** To say what is wanted. */
  headersTimeout: 10_000,
  /** To say all of it. */
  requestTimeout: 20_000,
  /** Between two requests. */
  keepAliveTimeout: 10_000,
  /** How often those are looked for that take too long. */
  connectionsCheckingInterval: 2_000,
}
/** Of a connection on which nothing moves, in either direction: it is gone, or does not read. */
const idleMs = 60_000
const stopGraceMs = 2_000
const mostHeaderBytes = 16 * 1_024

/** @throws a Node error when the port is taken */
export async function listen<E extends Env>(app: Hono<E>, { host, port }: ListenOptions): Promise<Listening> {
  const listener = getRequestListener(app.fetch as never, {
    overrideGlobalObjects: false,
    errorHandler: refuse,
  })
  const server = createServer({ ...timing, maxHeaderSize: mostHeaderBytes }, (incoming, outgoing) => {
    void listener(incoming, outgoing)
  })
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

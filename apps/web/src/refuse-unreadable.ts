/** Tells why it is refused what is no request: too long, too slow, or not HTTP at all. Then the connection ends. */
import { type IncomingMessage, type Server, type ServerResponse, STATUS_CODES } from 'node:http'
import type { Duplex } from 'node:stream'
import { toErrorAnswer } from './error-answer.ts'
import { WebError } from './web-error.ts'

export function refuseUnreadable(server: Server): void {
  const underWay = new WeakMap<Duplex, Exchange>()
  server.on('request', (incoming, outgoing) => {
    const { socket } = incoming
    underWay.set(socket, { incoming, outgoing })
    outgoing.once('close', () => underWay.delete(socket))
  })
  server.on('clientError', (error: NodeJS.ErrnoException, socket) => {
    if (!socket.writable || isAnswered(underWay.get(socket))) socket.destroy()
    else socket.end(answerTo(error))
  })
}

interface Exchange {
  readonly incoming: IncomingMessage
  readonly outgoing: ServerResponse
}

/** What would be said were a part of its answer: that has begun, or what is wrong came after all of the request. */
const isAnswered = (exchange: Exchange | undefined): boolean =>
  exchange !== undefined && (exchange.incoming.complete || exchange.outgoing.headersSent)

function answerTo({ code }: NodeJS.ErrnoException): string {
  const { status, body } = toErrorAnswer(refusalOf(code))
  const text = JSON.stringify(body)
  const lines = [
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}`,
    'connection: close',
    'content-type: application/json',
    `content-length: ${Buffer.byteLength(text)}`,
    'cache-control: no-store',
    'x-content-type-options: nosniff',
  ]
  return `${lines.join('\r\n')}\r\n\r\n${text}`
}

function refusalOf(code: string | undefined): WebError {
  if (code === 'HPE_HEADER_OVERFLOW')
    return new WebError(
      'web/headers-too-large',
      'The address and the headers of the request are too long together: shorten the address, or remove cookies of this site.',
    )
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT')
    return new WebError('web/too-slow', 'The request took too long to arrive: send it again.')
  return new WebError('web/bad-request', 'The request cannot be understood: it is not HTTP/1.1.')
}

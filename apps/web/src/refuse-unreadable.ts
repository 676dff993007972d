/** Tells why it is refused what is no request: too long, too slow, or not HTTP at all. Then the connection ends. */
import { type Server, STATUS_CODES } from 'node:http'
import type { Duplex } from 'node:stream'
import { toErrorAnswer } from './error-answer.ts'
import { WebError } from './web-error.ts'

export function refuseUnreadable(server: Server): void {
  /** What is said on these by now is a part of an answer. */
  const answering = new WeakSet<Duplex>()
  server.on('request', ({ socket }, outgoing) => {
    answering.add(socket)
    outgoing.once('close', () => answering.delete(socket))
  })
  server.on('clientError', (error: NodeJS.ErrnoException, socket) => {
    if (!socket.writable || answering.has(socket)) socket.destroy()
    else socket.end(answerTo(error))
  })
}

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

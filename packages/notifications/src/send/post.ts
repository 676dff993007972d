/** Posts to an address that somebody else chose: by a guarded connection, no further than that, and not for long. */
import type { ClientRequest, IncomingMessage, RequestOptions } from 'node:http'
import { isIP, type LookupFunction } from 'node:net'
import { NotificationsError } from '../notifications-error.ts'
import type { AddressGuard } from './address-guard.ts'
import { answerText } from './answer-text.ts'

export interface Post {
  readonly url: URL
  readonly body: Buffer
  readonly headers: Readonly<Record<string, string>>
}

export interface SendOptions {
  readonly guard: AddressGuard
  readonly signal?: AbortSignal | undefined
  /** For all of it (default 15 s). */
  readonly timeoutMs?: number
}

/** @returns how it was answered, such as `200 OK` @throws NotificationsError; the signal's reason */
export async function post(
  { url, body, headers }: Post,
  { guard, signal, timeoutMs = 15_000 }: SendOptions,
): Promise<string> {
  const host = url.hostname.replace(/^\[|\]$/g, '')
  const addresses = (await guard.addressesOf(host)).map((address) => ({ address, family: isIP(address) }))
  // Asked when a name is connected to: the answer is what was looked up, and looked at.
  const found: LookupFunction = (_name, { all }, done) =>
    all ? done(null, addresses) : done(null, addresses[0]!.address, addresses[0]!.family)
  const timeout = AbortSignal.timeout(timeoutMs)
  const options: RequestOptions = {
    method: 'POST',
    hostname: host,
    port: url.port === '' ? undefined : url.port,
    path: `${url.pathname}${url.search}`,
    headers: { ...headers, 'user-agent': 'upflow', 'content-length': String(body.length) },
    lookup: found,
    agent: false,
    signal: signal ? AbortSignal.any([signal, timeout]) : timeout,
  }
  const { request } = await (url.protocol === 'https:' ? import('node:https') : import('node:http'))
  try {
    return judge(await answerOf(request(options), body), url.host)
  } catch (error) {
    signal?.throwIfAborted()
    if (error instanceof NotificationsError) throw error
    const why = timeout.aborted
      ? 'no answer in time'
      : ((error as NodeJS.ErrnoException).code ?? (error as Error).message)
    throw new NotificationsError(
      'notifications/unreachable',
      `${url.host} cannot be reached (${why}). Check the address and the network.`,
      { host: url.host },
      { cause: error, retryable: true },
    )
  }
}

function answerOf(request: ClientRequest, body: Buffer): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    request.once('error', reject)
    request.once('response', (response) => {
      // What else it says is not read to the end.
      response.on('error', () => {}).destroy()
      resolve(response)
    })
    request.end(body)
  })
}

function judge({ statusCode = 0, statusMessage = '', headers }: IncomingMessage, host: string): string {
  if (statusCode >= 200 && statusCode < 300) return answerText(`${statusCode} ${statusMessage}`)
  if (statusCode >= 300 && statusCode < 400)
    throw new NotificationsError(
      'notifications/redirected',
      `${host} answered with a redirection (${statusCode}), which is not followed. Set the address that it leads to.`,
      { host, status: statusCode },
    )
  const isPassing = statusCode >= 500 || [408, 425, 429].includes(statusCode)
  const seconds = Number(headers['retry-after'])
  throw new NotificationsError(
    'notifications/refused',
    `${host} refused the notification (${statusCode}). ${isPassing ? 'It is tried again.' : 'Check the address and the secret of the channel.'}`,
    { host, status: statusCode },
    {
      retryable: isPassing,
      retryAfterMs: isPassing && seconds > 0 ? Math.min(seconds, 3_600) * 1_000 : undefined,
    },
  )
}

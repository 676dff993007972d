/** A message by mail, over SMTP. The only code that knows nodemailer, which is loaded with the first mail. */
import { isIP } from 'node:net'
import type { MailChannel } from '@upflow/settings'
import type { Message } from '../message.ts'
import { toHtml } from '../message-html.ts'
import { toText } from '../message-text.ts'
import { NotificationsError } from '../notifications-error.ts'
import { answerText } from './answer-text.ts'
import type { Delivered } from './delivered.ts'
import type { SendOptions } from './post.ts'

export interface MailSecrets {
  /** The same for every try, so that a receiver keeps one. */
  readonly id: string
  readonly secret: string | null
}

/** @throws NotificationsError; the signal's reason */
export async function sendMail(
  { host, port, security, user, from, to }: MailChannel,
  message: Message,
  { guard, signal, timeoutMs = 15_000, id, secret }: SendOptions & MailSecrets,
): Promise<Delivered> {
  const [address] = await guard.addressesOf(host)
  const { createTransport } = await import('nodemailer')
  signal?.throwIfAborted()
  const transport = createTransport({
    host: address!,
    port,
    secure: security === 'tls',
    requireTLS: security === 'starttls',
    ignoreTLS: security === 'none',
    ...(user !== null && secret !== null ? { auth: { user, pass: secret } } : {}),
    ...(isIP(host) ? {} : { tls: { servername: host } }),
    connectionTimeout: timeoutMs,
    greetingTimeout: timeoutMs,
    socketTimeout: timeoutMs,
    disableFileAccess: true,
    disableUrlAccess: true,
  })
  const timeout = AbortSignal.timeout(timeoutMs)
  try {
    const { rejected, response } = await transport.sendMail({
      // Of all of it: those of the transport begin anew with every byte.
      signal: signal ? AbortSignal.any([signal, timeout]) : timeout,
      from,
      to: [...to],
      subject: message.subject,
      text: toText(message),
      html: toHtml(message),
      messageId: `<${id}@${from.slice(from.lastIndexOf('@') + 1)}>`,
      headers: { 'Auto-Submitted': 'auto-generated' },
    })
    return { refused: rejected.map(String), answer: answerText(response) }
  } catch (error) {
    signal?.throwIfAborted()
    throw explain(timeout.aborted ? lateAnswer : error, `${host}:${port}`)
  } finally {
    transport.close()
  }
}

const lateAnswer = new Error('no answer in time')

function explain(error: unknown, server: string): NotificationsError {
  const {
    code = '',
    responseCode,
    response = '',
  } = error as {
    code?: string
    responseCode?: number
    response?: string
  }
  const isFinal = code === 'EAUTH' || (responseCode !== undefined && responseCode >= 500)
  if (responseCode !== undefined || code === 'EAUTH')
    return new NotificationsError(
      'notifications/refused',
      `The mail server ${server} refused the mail (${[code, response.slice(0, 200)].filter(Boolean).join(': ')}). ${isFinal ? 'Check the channel.' : 'It is tried again.'}`,
      { server, ...(responseCode === undefined ? {} : { status: responseCode }) },
      { cause: error, retryable: !isFinal },
    )
  return new NotificationsError(
    'notifications/unreachable',
    `The mail server ${server} cannot be reached (${code || (error as Error).message}). Check its name, port and security.`,
    { server },
    { cause: error, retryable: true },
  )
}

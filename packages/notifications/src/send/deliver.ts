/** Sends a message by a channel: one try, under an id that is the same for every try. */
import { createHash } from 'node:crypto'
import type { OrganizationId } from '@upflow/model'
import type { Channel } from '@upflow/settings'
import type { Message } from '../message.ts'
import { toSlack } from '../message-slack.ts'
import { toText } from '../message-text.ts'
import type { Delivered } from './delivered.ts'
import { post, type SendOptions } from './post.ts'
import { signatureHeaders } from './sign-webhook.ts'

export interface DeliverOptions extends SendOptions {
  /** Opened; null where the channel has none. */
  readonly secret: string | null
  /** Of what is told, the same for every try: who is sent it twice can tell. */
  readonly token: string
}

const json = { 'content-type': 'application/json; charset=utf-8' }

/** @throws NotificationsError, which says whether a later try may do; the signal's reason */
export async function deliver(
  channel: Channel,
  message: Message,
  { secret, token, ...sending }: DeliverOptions,
): Promise<Delivered> {
  const id = createHash('sha256').update(`${token}:${channel.name}`).digest('hex').slice(0, 32)
  if (channel.kind === 'mail') {
    const { sendMail } = await import('./send-mail.ts')
    return sendMail(channel, message, { ...sending, id, secret })
  }
  if (channel.kind === 'slack') {
    const body = Buffer.from(JSON.stringify(toSlack(message)))
    const headers = { ...json, 'idempotency-key': id }
    return { refused: [], answer: await post({ url: new URL(secret!), body, headers }, sending) }
  }
  const body = Buffer.from(JSON.stringify({ id, ...message, text: toText(message) }))
  const sentAt = Math.floor(Date.now() / 1_000)
  const headers = { ...json, ...signatureHeaders({ id, sentAt, body }, secret!) }
  return { refused: [], answer: await post({ url: new URL(channel.url), body, headers }, sending) }
}

/**
 * What the secret of a channel is for, by which it is sealed: it opens for nobody but whom it was given for, so that
 * a channel that is led elsewhere has none.
 */
export function secretPurpose(organizationId: OrganizationId, channel: Channel): string {
  const of = `of channel '${channel.name}' of organization '${organizationId}'`
  if (channel.kind === 'mail')
    return `the password ${of} for ${channel.user} at ${channel.host}:${channel.port}`
  if (channel.kind === 'slack') return `the address ${of} at ${channel.origin}`
  return `the signing secret ${of} for ${new URL(channel.url).origin}`
}

export const sealedOf = (channel: Channel): string | null =>
  channel.kind === 'mail'
    ? channel.sealedPassword
    : channel.kind === 'slack'
      ? channel.sealedUrl
      : channel.sealedSecret

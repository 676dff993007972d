/**
 * Signs what a webhook sends, as the Standard Webhooks specification has it: HMAC-SHA256 over id, time and the raw
 * bytes, so that a receiver knows who sent them, that they are whole, and how old they are.
 */
import { createHmac } from 'node:crypto'

export interface Signed {
  readonly id: string
  /** Unix seconds, of this try. */
  readonly sentAt: number
  readonly body: Buffer
}

export function signatureHeaders({ id, sentAt, body }: Signed, secret: string): Record<string, string> {
  const signature = createHmac('sha256', keyOf(secret))
    .update(`${id}.${sentAt}.`)
    .update(body)
    .digest('base64')
  return {
    'webhook-id': id,
    'webhook-timestamp': String(sentAt),
    'webhook-signature': `v1,${signature}`,
    'idempotency-key': id,
  }
}

/** `whsec_` says that the rest is Base64; another secret is taken as it is written. */
const keyOf = (secret: string): Buffer =>
  secret.startsWith('whsec_') ? Buffer.from(secret.slice(6), 'base64') : Buffer.from(secret, 'utf8')

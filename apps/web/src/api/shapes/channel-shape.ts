/** A channel of notifications as the API has it: what is shown of one, and what is wanted. */
import { z } from '@hono/zod-openapi'
import { notificationTopics } from '@upflow/settings'

const topics = z.array(z.enum(notificationTopics)).describe('What it hears of.')

const mail = {
  kind: z.literal('mail'),
  topics,
  from: z.string(),
  to: z.array(z.string()),
  host: z.string().describe('The mail server.'),
  port: z.number(),
  security: z.enum(['tls', 'starttls', 'none']),
  user: z.string().nullable().describe('Who signs in there; null for nobody.'),
}
const slack = { kind: z.literal('slack'), topics }
const webhook = { kind: z.literal('webhook'), topics, url: z.string() }
const name = z.string()

export const channelShape = z
  .discriminatedUnion('kind', [
    z.object({ name, ...mail, hasPassword: z.boolean() }),
    z.object({
      name,
      ...slack,
      origin: z.string().describe('Of its address, what is no secret.'),
      hasUrl: z.literal(true),
    }),
    z.object({ name, ...webhook, hasSecret: z.literal(true) }),
  ])
  .openapi('Channel')

export const wantedChannelShape = z
  .discriminatedUnion('kind', [z.strictObject(mail), z.strictObject(slack), z.strictObject(webhook)])
  .openapi('WantedChannel')

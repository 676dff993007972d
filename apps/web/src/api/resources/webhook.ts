/** What GitHub delivers to, and the secrets by which it is known. A secret is shown once, when it is made. */
import { z } from '@hono/zod-openapi'
import type { OrganizationId } from '@upflow/model'
import { dropWebhookSecrets, readWebhook, setWebhookSecret, usefulEvents } from '@upflow/pipeline'
import type { ApiContext } from '../api-context.ts'
import { organizationOf, organizationParams } from '../organization-scope.ts'
import { defineRead } from '../read.ts'
import { ifVersionParameter } from '../shapes/settings-shape.ts'
import { instant } from '../shapes/values.ts'
import { defineWrite } from '../write.ts'

const tag = 'Webhook'
const path = '/organizations/{organization}/webhook'

const webhookShape = z
  .object({
    address: z.string().describe('What GitHub is to deliver to.'),
    events: z.array(z.string()).describe('Those that lead to something.'),
    secretsMadeAt: z
      .array(instant)
      .describe(
        'When each secret that is taken was made, the latest first: two while one takes the other’s place.',
      ),
    lastRunAt: instant.nullable().describe('When the last delivery came that led to a run; null for none.'),
    problem: z.string().nullable().describe('Why deliveries cannot be proven now; null when they can.'),
    version: z.string(),
  })
  .openapi('Webhook')

async function shownOf(
  id: OrganizationId,
  { pipeline, url }: ApiContext,
): Promise<z.output<typeof webhookShape>> {
  const { path: below, secretsMadeAt, ...rest } = await readWebhook(pipeline, id)
  return {
    address: new URL(below, url()).href,
    events: [...usefulEvents],
    secretsMadeAt: [...secretsMadeAt],
    ...rest,
  }
}

export const webhook = defineRead({
  path,
  id: 'webhook',
  tag,
  summary: 'What GitHub delivers to',
  params: organizationParams,
  query: z.object({}),
  answer: webhookShape,
  read: async (asked, context) => shownOf(await organizationOf(asked, context), context),
})

export const setWebhookSecretOf = defineWrite({
  method: 'put',
  path,
  id: 'setWebhookSecret',
  tag,
  summary: 'Takes a secret, or makes one; the one before it is taken too, until it is dropped',
  params: organizationParams,
  body: z.object({
    secret: z
      .string()
      .max(1_000)
      .optional()
      .describe('What GitHub has already, as of an App. Default: one is made. Never shown again.'),
    ifVersion: ifVersionParameter,
  }),
  answer: z.object({
    webhook: webhookShape,
    secret: z.string().nullable().describe('The one that was made, this once; null for one that was given.'),
  }),
  async write({ params, body, ifVersion, caller }, context) {
    const id = await organizationOf({ params }, context)
    const { secret } = await setWebhookSecret(context.pipeline, id, {
      secret: body.secret,
      by: caller.name,
      ifVersion: ifVersion ?? body.ifVersion ?? null,
    })
    return { webhook: await shownOf(id, context), secret: body.secret === undefined ? secret : null }
  },
})

export const dropWebhookSecretsOf = defineWrite({
  method: 'delete',
  path,
  id: 'dropWebhookSecrets',
  tag,
  summary: 'Takes the earlier secret no more, or none at all',
  params: organizationParams,
  body: z.object({
    which: z.enum(['earlier', 'all'], { error: 'takes one of earlier, all' }),
    ifVersion: ifVersionParameter,
  }),
  answer: z.object({ webhook: webhookShape }),
  async write({ params, body, ifVersion, caller }, context) {
    const id = await organizationOf({ params }, context)
    await dropWebhookSecrets(context.pipeline, id, {
      which: body.which,
      by: caller.name,
      ifVersion: ifVersion ?? body.ifVersion ?? null,
    })
    return { webhook: await shownOf(id, context) }
  },
})

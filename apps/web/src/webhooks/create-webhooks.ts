/**
 * Where GitHub delivers to. Beside the API, since nobody signs in here: what comes is taken as bytes, and nothing of it
 * is read before its signature is proven.
 */
import { createRoute, OpenAPIHono, z } from '@hono/zod-openapi'
import type { ApiContext } from '../api/api-context.ts'
import { organizationParams } from '../api/organization-scope.ts'
import { refuseInvalid } from '../api/refuse-invalid.ts'
import { errorShape } from '../api/shapes/error-shape.ts'
import { limitBytesAtOnce } from '../guard/bytes-at-once.ts'
import { checkRoutes, guardRoutes } from '../guard/guard-routes.ts'
import { refuseOtherMethods } from '../guard/refuse-other-methods.ts'

/** Of all deliveries that are being read. */
const mostBytesAtOnce = 64 * 2 ** 20

const answer = z.object({
  run: z.string().nullable().describe('The run that reads it anew; null where nothing follows from it.'),
  says: z.string().describe('What comes of it, or why nothing does.'),
})

export function createWebhooks(context: ApiContext): OpenAPIHono {
  const webhooks = new OpenAPIHono({ defaultHook: refuseInvalid })
  guardRoutes(webhooks, context)
  const route = createRoute({
    method: 'post',
    path: '/github/{organization}',
    operationId: 'deliverWebhook',
    tags: ['Webhook'],
    summary: 'Takes what GitHub delivers',
    description:
      'An event as GitHub sends it, in JSON of at most 5 MiB, with the headers X-Hub-Signature-256, X-GitHub-Event and X-GitHub-Delivery.',
    request: { params: organizationParams },
    middleware: limitBytesAtOnce(mostBytesAtOnce),
    responses: {
      202: { description: 'What comes of it.', content: { 'application/json': { schema: answer } } },
      default: {
        description: 'What went wrong, by its code.',
        content: { 'application/json': { schema: errorShape } },
      },
    },
  })
  webhooks.openapi(route, async (request) => {
    const { req } = request
    const { run, says } = await context.pipeline.deliveries.take({
      organization: req.valid('param').organization,
      event: req.header('x-github-event'),
      id: req.header('x-github-delivery'),
      signature: req.header('x-hub-signature-256'),
      body: new Uint8Array(await req.arrayBuffer()),
    })
    request.header('cache-control', 'no-store')
    return request.json({ run: run?.runId ?? null, says }, 202)
  })
  checkRoutes(webhooks)
  refuseOtherMethods(webhooks)
  return webhooks
}

/** The description of the API, from the routes themselves. Nothing is opened and nothing is answered. */
import { OpenAPIHono } from '@hono/zod-openapi'
import { createWebhooks } from '../webhooks/create-webhooks.ts'
import type { ApiContext } from './api-context.ts'
import { createApi } from './create-api.ts'
import { eitherOrNull } from './either-or-null.ts'

export type ApiDescription = ReturnType<OpenAPIHono['getOpenAPI31Document']>

export function describeApi(): ApiDescription {
  const app = new OpenAPIHono()
  // No handler is called.
  app.route('/api/v1', createApi({} as ApiContext))
  app.route('/webhooks', createWebhooks({} as ApiContext))
  const description = app.getOpenAPI31Document({
    openapi: '3.1.0',
    info: {
      title: 'Upflow',
      version: '1',
      description:
        'Where the time of pull requests goes. Instants are seconds since 1970 UTC, durations are seconds. An unknown parameter, value or combination is refused by name. Answers have an `ETag`: ask again with `If-None-Match`, and what still holds is not read again. While runs write, figures may be of some seconds before.',
    },
  })
  return eitherOrNull(description as never) as unknown as ApiDescription
}

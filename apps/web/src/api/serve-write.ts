/** Serves what is changed (write.ts): a body that fits, who wants it, and the answer, which nobody keeps. */
import { createRoute, type OpenAPIHono } from '@hono/zod-openapi'
import type { OrganizationId } from '@upflow/model'
import type { TypedResponse } from 'hono'
import { answerWith, toBody } from '../body.ts'
import { contextFor } from '../guard/seen-context.ts'
import { WebError } from '../web-error.ts'
import type { ApiContext } from './api-context.ts'
import { errorShape } from './shapes/error-shape.ts'
import type { AnyWrite } from './write.ts'

export function serveWrite(app: OpenAPIHono, write: AnyWrite, all: ApiContext): void {
  const route = createRoute({
    method: write.method,
    path: write.path,
    operationId: write.id,
    tags: [write.tag],
    summary: write.summary,
    ...(write.description ? { description: write.description } : {}),
    request: {
      params: write.params,
      body: { required: true, content: { 'application/json': { schema: write.body.strict() } } },
    },
    responses: {
      200: { description: 'What came of it.', content: { 'application/json': { schema: write.answer } } },
      default: {
        description: 'What went wrong, by its code.',
        content: { 'application/json': { schema: errorShape } },
      },
    },
  })
  app.openapi(route, async (request) => {
    const params = request.req.valid('param')
    const asked = {
      params,
      body: request.req.valid('json'),
      ifVersion: versionOf(request.req.header('if-match')),
      caller: await all.callerOf(request),
      signal: request.req.raw.signal,
    }
    const context = await contextFor(request, all)
    const answer = await write.write(asked, context).finally(() => {
      // Whoever has changed something is shown it, also where what follows could not be done.
      const { organization } = params as { organization?: OrganizationId }
      if (organization !== undefined) all.insights.noneUntil(organization, Date.now())
    })
    const body = toBody(new TextEncoder().encode(JSON.stringify(answer)))
    const headers = { 'cache-control': 'no-store', 'content-type': 'application/json' }
    return (await answerWith(request, body, headers)) as Answered
  })
}

/** As the description of the route has it. */
type Answered = Response & TypedResponse<never, 200, 'json'>

/**
 * `*` asks for no version, but only that there is something.
 * @throws WebError `web/bad-request` for what names no version, or several: the change would be made over any
 */
function versionOf(header: string | undefined): string | null {
  if (header === undefined || header.trim() === '*') return null
  const [, version] = /^\s*(?:W\/)?"([^"]*)"\s*$/.exec(header) ?? []
  if (version !== undefined) return version
  throw new WebError(
    'web/bad-request',
    `Nothing is changed: 'If-Match' takes one version in double quotes, as it was read, or *.`,
    { header: 'if-match' },
  )
}

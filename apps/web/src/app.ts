/** The web app: who is answered at all, the API, the pages, and what is said when something is wrong. */
import type { HttpBindings } from '@hono/node-server'
import { OpenAPIHono } from '@hono/zod-openapi'
import type { Context } from 'hono'
import { compress } from 'hono/compress'
import { HTTPException } from 'hono/http-exception'
import { requestId } from 'hono/request-id'
import type { ApiContext } from './api/api-context.ts'
import { createApi } from './api/create-api.ts'
import { tableTypes } from './api/table.ts'
import { type ErrorBody, toErrorAnswer } from './error-answer.ts'
import { createBegunApps } from './github-app/begun-apps.ts'
import { formTargetOf } from './github-app/form-target.ts'
import { allowHosts } from './guard/allowed-hosts.ts'
import { limitRequests } from './guard/request-limits.ts'
import { logRequests } from './guard/request-log.ts'
import { securityHeaders } from './guard/security-headers.ts'
import { takeTurns } from './guard/turns.ts'
import type { Log } from './log.ts'
import type { Pages } from './pages/pages.ts'
import { servePages } from './pages/serve-pages.ts'
import { WebError } from './web-error.ts'
import { createWebhooks } from './webhooks/create-webhooks.ts'

export interface AppOptions {
  readonly context: Omit<ApiContext, 'begunApps' | 'onBroken'>
  readonly log: Log
  readonly hosts: readonly string[]
  readonly pages: Pages
  readonly heartbeatMs?: number
}

interface Env {
  Bindings: HttpBindings
  Variables: { requestId: string }
}

export function createApp({ context, log, hosts, pages, ...options }: AppOptions): OpenAPIHono<Env> {
  const app = new OpenAPIHono<Env>()
  const answerError = errorAnswers(context.pipeline.redact)
  app.use(requestId({ headerName: 'x-request-id' }), logRequests(log), securityHeaders)
  app.use(allowHosts(hosts), limitRequests)
  // The only ones whose length nobody knows: all else is compressed before it is sent (body.ts).
  app.use('/api/*', compress({ contentTypeFilter: isTable }))
  const inTurn = takeTurns()
  app.use('/api/*', inTurn)
  app.use('/webhooks/*', inTurn)
  app.get('/healthz', (request) => request.json({ status: 'ok' }))
  const whole = {
    ...context,
    begunApps: createBegunApps(),
    onBroken: (error: unknown) => log.error({ err: error }, 'broken'),
  }
  app.route('/api/v1', createApi(whole, options))
  app.route('/webhooks', createWebhooks(whole))
  servePages(app, pages, formTargetOf(whole))
  app.notFound((request) =>
    answerError(
      request,
      new WebError('web/not-found', `There is nothing at ${request.req.path.slice(0, 200)}.`),
    ),
  )
  app.onError((error, request) => {
    const known =
      error instanceof HTTPException
        ? new WebError('web/bad-request', error.message, {}, { cause: error })
        : error
    // Who has gone away is told nothing.
    const hasLeft = request.req.raw.signal.aborted
    const { isFault } = toErrorAnswer(known)
    if (isFault && !hasLeft) log.error({ requestId: request.get('requestId'), err: error }, 'failed')
    return answerError(request, known)
  })
  return app
}

const isTable = (type: string) => Object.values(tableTypes).some((one) => type.startsWith(one))

/** @param redact what others say of a secret may repeat it */
const errorAnswers =
  (redact: (text: string) => string) =>
  (request: Context, error: unknown): Response => {
    const { status, body } = toErrorAnswer(error)
    const { retryAfterSeconds = 5 } = body.error.facts
    if (status === 503 || status === 429) request.header('retry-after', String(retryAfterSeconds))
    if (status === 401) request.header('www-authenticate', 'Bearer realm="upflow"')
    request.header('cache-control', 'no-store')
    return request.json(redactAll(body, redact), status)
  }

const redactAll = (
  { error: { code, message, facts } }: ErrorBody,
  redact: (text: string) => string,
): ErrorBody => ({
  error: {
    code,
    message: redact(message),
    facts: Object.fromEntries(
      Object.entries(facts).map(([name, fact]) => [name, typeof fact === 'string' ? redact(fact) : fact]),
    ),
  },
})

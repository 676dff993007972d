/** One line for each request, with the id that its answer has too. Queries are left out: people paste what they should not. */
import type { MiddlewareHandler } from 'hono'
import type { Log } from '../log.ts'

export function logRequests(log: Log): MiddlewareHandler<{ Variables: { requestId: string } }> {
  return async (context, next) => {
    const startedAt = performance.now()
    await next()
    const { method, path } = context.req
    // Asked every few seconds by whoever keeps the server alive.
    if (path === '/healthz' && context.res.status === 200) return
    log.info(
      {
        requestId: context.get('requestId'),
        method,
        path: path.slice(0, 200),
        status: context.res.status,
        ms: Math.round(10 * (performance.now() - startedAt)) / 10,
      },
      'request',
    )
  }
}

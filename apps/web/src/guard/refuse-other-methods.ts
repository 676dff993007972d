/** An address that is there, asked in a way that it does not know, says in which ways it can be. */
import type { OpenAPIHono } from '@hono/zod-openapi'
import { WebError } from '../web-error.ts'

/** To be called when all routes are registered. */
export function refuseOtherMethods(api: OpenAPIHono): void {
  const methods = new Map<string, Set<string>>()
  for (const { path, method } of api.routes) {
    const known = methods.get(path) ?? new Set()
    methods.set(path, known.add(method))
  }
  for (const [path, known] of methods) {
    const allow = [...known].flatMap((method) => (method === 'GET' ? ['GET', 'HEAD'] : [method])).join(', ')
    api.all(path, (context) => {
      const { req } = context
      context.header('allow', allow)
      context.header('connection', 'close')
      throw new WebError(
        'web/method-not-allowed',
        `${req.method} is not known here: this address takes ${allow}.`,
        { method: req.method, allow },
      )
    })
  }
}

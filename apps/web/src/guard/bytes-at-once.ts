/** What is read whole is in memory meanwhile: of all that is sent at once, no more than so much, however slowly it comes. */
import type { MiddlewareHandler } from 'hono'
import { WebError } from '../web-error.ts'

const retryAfterSeconds = 10

export function limitBytesAtOnce(most: number): MiddlewareHandler {
  let underWay = 0
  return async (context, next) => {
    const bytes = Number(context.req.header('content-length') ?? 0)
    if (underWay + bytes > most) {
      // What comes is not read: the connection ends with the answer.
      context.header('connection', 'close')
      throw new WebError(
        'web/too-much-at-once',
        `So much is being sent at once that this is not read: send it again after ${retryAfterSeconds} s.`,
        { bytes, retryAfterSeconds },
      )
    }
    underWay += bytes
    try {
      await next()
    } finally {
      underWay -= bytes
    }
  }
}

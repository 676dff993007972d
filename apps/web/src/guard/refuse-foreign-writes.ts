/**
 * What changes something is taken from our own pages and from programs, never from another site's page: a browser names
 * the page's origin, and sends JSON elsewhere only after asking, which is refused. For routes that write.
 */
import type { MiddlewareHandler } from 'hono'
import { WebError } from '../web-error.ts'

const short = (text: string) => text.slice(0, 100)

export const refuseForeignWrites: MiddlewareHandler = async (context, next) => {
  const { req } = context
  const refuse = (error: WebError) => {
    // What comes is not read: the connection ends with the answer.
    context.header('connection', 'close')
    return error
  }
  const origin = req.header('origin')
  const site = req.header('sec-fetch-site')
  const isOwn = origin === undefined || hostOf(origin) === req.header('host')?.toLowerCase()
  if (!isOwn || (site !== undefined && !['same-origin', 'none'].includes(site)))
    throw refuse(
      new WebError(
        'web/foreign-origin',
        `Nothing is changed: the request comes from a page of another site, '${short(origin ?? site ?? '')}'.`,
        { origin: short(origin ?? 'unknown') },
      ),
    )
  const type = req.header('content-type') ?? ''
  if (!/^application\/json\s*(;|$)/i.test(type))
    throw refuse(
      new WebError(
        'web/not-json',
        `Nothing is changed: what is wanted is sent as application/json, {} where there is nothing to say, and not as '${short(type)}'.`,
        { type: short(type) },
      ),
    )
  // The limit is of what is said to come: without it, a body would be read to know how long it is.
  if (req.header('content-length') === undefined)
    throw refuse(
      new WebError(
        'web/length-required',
        'Nothing is changed: the request does not say how long its body is.',
      ),
    )
  await next()
}

function hostOf(origin: string): string | null {
  try {
    return new URL(origin).host
  } catch {
    // `null`, of a page without an origin.
    return null
  }
}

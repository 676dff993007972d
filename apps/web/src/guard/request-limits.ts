/** What is too long or of the wrong kind is refused before anything is read of it. */
import type { MiddlewareHandler } from 'hono'
import { WebError } from '../web-error.ts'

const mostUrlCharacters = 4_096
const mostBodyBytes = 64 * 1_024
/** What may be longer, by where it is sent. */
const longer: readonly { readonly at: RegExp; readonly mostBytes: number }[] = [
  // Calendars of holidays: read once whoever sends them may.
  { at: /^\/api\/v1\/organizations\/[^/]+\/settings\/holidays$/, mostBytes: 512 * 1_024 },
  // Of what GitHub delivers, what can change a number has two long texts; of the rest, the next crawl reads what there is.
  { at: /^\/webhooks\//, mostBytes: 5 * 1_024 * 1_024 },
]
const reading = ['GET', 'HEAD']
/** Each address there says itself in which ways it may be asked. */
const hasOtherMethods = /^\/(?:api\/v1|webhooks)\//

export const limitRequests: MiddlewareHandler = async (context, next) => {
  const { req } = context
  if (req.url.length > mostUrlCharacters)
    throw new WebError(
      'web/url-too-long',
      `The address has ${req.url.length} characters, and at most ${mostUrlCharacters} are read. Give fewer values.`,
      { characters: req.url.length, most: mostUrlCharacters },
    )
  const length = Number(req.header('content-length') ?? 0)
  const most = longer.find(({ at }) => at.test(req.path))?.mostBytes ?? mostBodyBytes
  if (length > most) {
    // What comes is not read: the connection ends with the answer.
    context.header('connection', 'close')
    throw new WebError('web/body-too-large', `The body has ${length} bytes, and at most ${most} are read.`, {
      bytes: length,
      most,
    })
  }
  if (!reading.includes(req.method) && !hasOtherMethods.test(req.path)) {
    context.header('allow', reading.join(', '))
    context.header('connection', 'close')
    throw new WebError('web/method-not-allowed', `${req.method} is not known here: all is read with GET.`, {
      method: req.method,
    })
  }
  await next()
}

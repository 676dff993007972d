/** What is too long or of the wrong kind is refused before anything is read of it. */
import type { MiddlewareHandler } from 'hono'
import { WebError } from '../web-error.ts'

const mostUrlCharacters = 4_096
const mostBodyBytes = 64 * 1_024
/** Calendars of holidays are as long as they are: theirs are read once whoever sends them may. */
const mostFileBytes = 512 * 1_024
const takesFile = /^\/api\/v1\/organizations\/[^/]+\/settings\/holidays$/
const reading = ['GET', 'HEAD']
const writing = ['POST', 'PUT', 'PATCH', 'DELETE']

export const limitRequests: MiddlewareHandler = async (context, next) => {
  const { req } = context
  if (req.url.length > mostUrlCharacters)
    throw new WebError(
      'web/url-too-long',
      `The address has ${req.url.length} characters, and at most ${mostUrlCharacters} are read. Give fewer values.`,
      { characters: req.url.length, most: mostUrlCharacters },
    )
  const length = Number(req.header('content-length') ?? 0)
  const most = takesFile.test(req.path) ? mostFileBytes : mostBodyBytes
  if (length > most) {
    // What comes is not read: the connection ends with the answer.
    context.header('connection', 'close')
    throw new WebError('web/body-too-large', `The body has ${length} bytes, and at most ${most} are read.`, {
      bytes: length,
      most,
    })
  }
  const isOfApi = req.path.startsWith('/api/v1/')
  if (!reading.includes(req.method) && !(isOfApi && writing.includes(req.method))) {
    context.header('allow', reading.join(', '))
    context.header('connection', 'close')
    throw new WebError('web/method-not-allowed', `${req.method} is not known here: all is read with GET.`, {
      method: req.method,
    })
  }
  await next()
}

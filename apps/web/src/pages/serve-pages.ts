/** Serves the pages: hashed files for good, the one page of all views anew each time. */
import { createHash, randomBytes } from 'node:crypto'
import type { OpenAPIHono } from '@hono/zod-openapi'
import type { Context, Env } from 'hono'
import { COMPRESSIBLE_CONTENT_TYPE_REGEX } from 'hono/compress'
import { answerWith, type Body, toBody, toPackedBody } from '../body.ts'
import type { FormTargetOf } from '../github-app/form-target.ts'
import { pagePolicy } from '../guard/security-headers.ts'
import { WebError } from '../web-error.ts'
import type { Page, Pages } from './pages.ts'

/** Stands in the built page where the style tags' nonce belongs. */
export const noncePlaceholder = '__CSP_NONCE__'

/** @param formTargetOf where else than here the page may send a form */
export function servePages<E extends Env>(
  app: OpenAPIHono<E>,
  { files, index }: Pages,
  formTargetOf: FormTargetOf,
): void {
  const served = new Map([...files].map(([address, page]) => [address, toServed(page)]))
  app.get('*', async (request, next) => {
    const { path } = request.req
    const file = served.get(path)
    if (file) return serveFile(request, file)
    if (!isView(path)) return next()
    if (index === null)
      throw new WebError(
        'web/pages-not-built',
        "The pages are not built: build them with 'pnpm --filter web build', then start the server anew. The API is at /api/v1.",
      )
    const nonce = randomBytes(16).toString('base64')
    return request.body(index.replaceAll(noncePlaceholder, nonce), 200, {
      'content-type': 'text/html; charset=utf-8',
      'cache-control': 'no-cache',
      'content-security-policy': pagePolicy(nonce, await formTargetOf(request)),
    })
  })
}

/** What is of the API, or looks like a file of ours, is no view. A repository may be named like a file. */
const isView = (path: string): boolean =>
  !/^\/(?:api|assets|healthz)(?:\/|$)/.test(path) &&
  !/^\/[^/]*\.[^/]*$/.test(path) &&
  /^(?:\/[\w.~@:%+-]+)*\/?$/.test(path)

interface Served {
  readonly body: Body
  readonly headers: Readonly<Record<'etag' | 'content-type' | 'cache-control', string>>
}

const toServed = ({ body, type, isHashed }: Page): Served => ({
  body: COMPRESSIBLE_CONTENT_TYPE_REGEX.test(type) ? toBody(body) : toPackedBody(body),
  headers: {
    'content-type': type,
    etag: `W/"${createHash('sha1').update(body).digest('base64url')}"`,
    'cache-control': isHashed ? 'public, max-age=31536000, immutable' : 'no-cache',
  },
})

const serveFile = async (request: Context, { body, headers }: Served): Promise<Response> =>
  request.req.header('if-none-match') === headers.etag
    ? request.body(null, 304, headers)
    : answerWith(request, body, headers)

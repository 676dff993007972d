/** Serves the pages: hashed files for good, the one page of all views anew each time. */
import { createHash, randomBytes } from 'node:crypto'
import type { OpenAPIHono } from '@hono/zod-openapi'
import type { Context, Env } from 'hono'
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
  const tags = new Map([...files].map(([address, { body }]) => [address, tagOf(body)]))
  app.get('*', async (request, next) => {
    const { path } = request.req
    const file = files.get(path)
    if (file) return serveFile(request, file, tags.get(path)!)
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

const tagOf = (body: Uint8Array) => `W/"${createHash('sha1').update(body).digest('base64url')}"`

function serveFile(request: Context, { body, type, isHashed }: Page, tag: string): Response {
  const headers = {
    'content-type': type,
    etag: tag,
    'cache-control': isHashed ? 'public, max-age=31536000, immutable' : 'no-cache',
  }
  if (request.req.header('if-none-match') === tag) return request.body(null, 304, headers)
  return request.body(body, 200, { ...headers, 'content-length': String(body.byteLength) })
}

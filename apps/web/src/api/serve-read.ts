/** Serves what is read (read.ts): as JSON with an entity tag, and as a table that is written while it is read. */
import { createHash } from 'node:crypto'
import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi'
import type { Context } from 'hono'
import type { ApiContext } from './api-context.ts'
import type { AnyRead, Asked } from './read.ts'
import { errorShape } from './shapes/error-shape.ts'
import { type Format, formats, tableTypes, toTable } from './table.ts'

const formatParameter = z
  .enum(formats, { error: `takes one of ${formats.join(', ')}` })
  .default('json')
  .describe('`csv` and `ndjson` give all rows, whatever the page, as a download.')

export function serveRead(app: OpenAPIHono, read: AnyRead, context: ApiContext): void {
  const query = read.table ? read.query.safeExtend({ format: formatParameter }) : read.query
  const route = createRoute({
    method: 'get',
    path: read.path,
    operationId: read.id,
    tags: [read.tag],
    summary: read.summary,
    ...(read.description ? { description: read.description } : {}),
    request: { params: read.params, query: query.strict() },
    responses: responsesOf(read),
  })
  app.openapi(route, async (request) => {
    const asked: Asked = {
      params: request.req.valid('param'),
      query: request.req.valid('query'),
      signal: request.req.raw.signal,
    }
    const { format = 'json' } = asked.query as { format?: Format }
    const version = await read.version?.(asked, context)
    const tag = version === undefined ? null : `W/"${version}"`
    if (tag !== null && isKnown(request, tag)) return notModified(request, tag)
    if (format !== 'json') return toTable(request, { read, asked, context, format, tag })
    const answer = await read.read(asked, context)
    const body = answer instanceof Uint8Array ? answer : new TextEncoder().encode(JSON.stringify(answer))
    const ownTag = tag ?? `W/"${createHash('sha1').update(body).digest('base64url')}"`
    if (isKnown(request, ownTag)) return notModified(request, ownTag)
    return request.body(body as Uint8Array<ArrayBuffer>, 200, {
      ...keepHeaders(ownTag),
      'content-type': 'application/json',
      'content-length': String(body.byteLength),
    })
  })
}

/** A client may keep an answer, and asks each time whether it still holds. */
const keepHeaders = (tag: string) => ({ etag: tag, 'cache-control': 'private, no-cache' })

const notModified = (request: Context, tag: string) => request.body(null, 304, keepHeaders(tag))

function isKnown(request: Context, tag: string): boolean {
  const known = request.req.header('if-none-match')
  return (
    known !== undefined && (known.match(/(?:W\/)?"[^"]*"/g)?.some((one) => bare(one) === bare(tag)) ?? false)
  )
}
const bare = (tag: string) => tag.replace(/^W\//, '')

function responsesOf({ answer, table }: AnyRead) {
  const text = { schema: z.string() }
  return {
    200: {
      description: 'The answer.',
      content: {
        'application/json': { schema: answer },
        ...(table ? { [tableTypes.csv]: text, [tableTypes.ndjson]: text } : {}),
      },
    },
    304: { description: 'What the client has, by `If-None-Match`, still holds.' },
    default: {
      description: 'What went wrong, by its code.',
      content: { 'application/json': { schema: errorShape } },
    },
  }
}

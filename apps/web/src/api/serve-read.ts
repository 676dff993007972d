/** Serves what is read (read.ts): as JSON with an entity tag, and as a table that is written while it is read. */
import { createHash } from 'node:crypto'
import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi'
import type { Context } from 'hono'
import { answerWith, type Body, toBody } from '../body.ts'
import { contextFor } from '../guard/seen-context.ts'
import type { ApiContext } from './api-context.ts'
import type { BodyCache } from './body-cache.ts'
import type { AnyRead, Asked } from './read.ts'
import { errorShape } from './shapes/error-shape.ts'
import { type Format, formats, tableTypes, toTable } from './table.ts'

const formatParameter = z
  .enum(formats, { error: `takes one of ${formats.join(', ')}` })
  .default('json')
  .describe('`csv` and `ndjson` give all rows, whatever the page, as a download.')

export function serveRead(app: OpenAPIHono, read: AnyRead, all: ApiContext, bodies: BodyCache): void {
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
    const context = await contextFor(request, all)
    const asked: Asked = {
      params: request.req.valid('param'),
      query: request.req.valid('query'),
      caller: await all.callerOf(request),
      signal: request.req.raw.signal,
      once: createOnce(),
    }
    const { format = 'json' } = asked.query as { format?: Format }
    // First: what is asked later may be newer than its version, and never older.
    const known = await read.version?.(asked, context)
    const part = (await read.admit?.(asked, context)) ?? ''
    const version = known === undefined ? undefined : known + part
    const tag = version === undefined ? null : `W/"${version}"`
    if (tag !== null && isKnown(request, tag)) return notModified(request, tag)
    if (format !== 'json') return toTable(request, { read, asked, context, format, tag })
    const { pathname, search } = new URL(request.req.url)
    const address = pathname + search
    const kept = version === undefined ? undefined : bodies.get(address, version)
    if (kept && tag !== null) return answerJson(request, kept, tag)
    const readBytes = async (signal: AbortSignal) => {
      const answer = await read.read({ ...asked, signal }, context)
      return answer instanceof Uint8Array ? answer : new TextEncoder().encode(JSON.stringify(answer))
    }
    if (version !== undefined && tag !== null) {
      const body = await bodies.make(address, version, asked.signal, readBytes)
      return answerJson(request, body, tag)
    }
    const bytes = await readBytes(asked.signal)
    const ownTag = `W/"${createHash('sha1').update(bytes).digest('base64url')}"`
    if (isKnown(request, ownTag)) return notModified(request, ownTag)
    return answerJson(request, toBody(bytes), ownTag)
  })
}

function createOnce(): Asked['once'] {
  const kept = new Map<string, Promise<unknown>>()
  return <Found>(name: string, read: () => Promise<Found>) => {
    const found = kept.get(name) ?? read()
    kept.set(name, found)
    return found as Promise<Found>
  }
}

const answerJson = (request: Context, body: Body, tag: string) =>
  answerWith(request, body, { ...keepHeaders(tag), 'content-type': 'application/json' })

/** A client may keep an answer, and asks each time whether it still holds. */
const keepHeaders = (tag: string) => ({ etag: tag, 'cache-control': 'private, no-cache' })

const notModified = (request: Context, tag: string) =>
  request.body(null, 304, { ...keepHeaders(tag), vary: 'Accept-Encoding' })

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

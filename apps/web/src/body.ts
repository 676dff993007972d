/**
 * What an answer says, as bytes of a known length: gzipped once, however many ask for it, and written in one go. A body
 * that is compressed while it is sent, or looked at on its way, costs the thread that serves people twice of what it
 * takes to answer.
 */
import { promisify } from 'node:util'
import { gzip } from 'node:zlib'
import type { Context } from 'hono'

export interface Body {
  readonly bytes: Uint8Array
  /** Made when it is first asked for; null of what is too short to gain by it. */
  gzipped(): Promise<Uint8Array | null>
}

const leastToCompress = 1_024
const compress = promisify(gzip)

export function toBody(bytes: Uint8Array): Body {
  let gzipped: Promise<Uint8Array | null> | null = null
  return {
    bytes,
    gzipped() {
      gzipped ??= bytes.byteLength < leastToCompress ? Promise.resolve(null) : compress(bytes)
      return gzipped
    },
  }
}

/** Of what is compressed as it is, such as a picture. */
export const toPackedBody = (bytes: Uint8Array): Body => ({ bytes, gzipped: async () => null })

export async function answerWith(
  request: Context,
  body: Body,
  headers: Readonly<Record<string, string>>,
): Promise<Response> {
  const mayGzip = /\bgzip\b(?!\s*;\s*q=0(\.0*)?\s*(,|$))/.test(request.req.header('accept-encoding') ?? '')
  const gzipped = mayGzip ? await body.gzipped() : null
  const bytes = gzipped ?? body.bytes
  return request.body(bytes as Uint8Array<ArrayBuffer>, 200, {
    ...headers,
    'content-length': String(bytes.byteLength),
    vary: 'Accept-Encoding',
    ...(gzipped ? { 'content-encoding': 'gzip' } : {}),
  })
}

/**
 * The organization's data for others, a file at a time: made by a thread in a folder of its own, streamed from the
 * disk, and gone when it was taken. Who took the data out stands in the audit before the first byte goes.
 */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { HttpBindings } from '@hono/node-server'
import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi'
import { type ExportFormat, exportOrganization, flatNames } from '@upflow/exports'
import type { OrganizationId } from '@upflow/model'
import type { Pipeline } from '@upflow/pipeline'
import { recordAction } from '@upflow/settings'
import { mayStill } from '../../guard/may-still.ts'
import { contextFor } from '../../guard/seen-context.ts'
import { WebError } from '../../web-error.ts'
import type { ApiContext } from '../api-context.ts'
import { fileOnce } from '../file-once.ts'
import { organizationOf, organizationShape } from '../organization-scope.ts'
import { errorShape } from '../shapes/error-shape.ts'
import { toTextStream } from '../text-stream.ts'

const database = 'organization.db'
const dictionary = 'data-dictionary.md'
const files = [
  database,
  ...flatNames.flatMap((name) => [`${name}.csv`, `${name}.parquet`]),
  dictionary,
] as const satisfies readonly string[]

const types: Readonly<Record<string, string>> = {
  db: 'application/vnd.sqlite3',
  csv: 'text/csv; charset=utf-8',
  parquet: 'application/vnd.apache.parquet',
  md: 'text/markdown; charset=utf-8',
}
const endOf = (file: string) => file.slice(file.lastIndexOf('.') + 1)

const route = createRoute({
  method: 'get',
  path: '/organizations/{organization}/export/{file}',
  operationId: 'exportData',
  tags: ['Export'],
  summary: 'The organization’s data for others: SQLite, CSV or Parquet',
  description:
    'Without settings and secrets; `organization.db` has its dictionary in it, `data-dictionary.md` is that of all files. Each download is made anew, of one moment, and stands in the audit.',
  request: {
    params: z.object({
      ...organizationShape,
      file: z.enum(files, { error: `takes one of ${files.join(', ')}` }).describe('Which file.'),
    }),
    query: z.object({}).strict(),
  },
  responses: {
    200: {
      description: 'The file.',
      content: Object.fromEntries(
        Object.values(types).map((type) => [type.split(';')[0]!, { schema: z.string() }]),
      ),
    },
    default: {
      description: 'What went wrong, by its code.',
      content: { 'application/json': { schema: errorShape } },
    },
  },
})

/** Each takes the disk of a copy: others wait for their turn by asking again. */
const mostAtOnce = 2

export function serveExport(app: OpenAPIHono, all: ApiContext): void {
  let making = 0
  app.openapi(route, async (request) => {
    const context = await contextFor(request, all)
    const { file, ...params } = request.req.valid('param')
    const id = await organizationOf({ params }, context)
    // A link of another site must not have it made.
    if (request.req.header('sec-fetch-site') === 'cross-site')
      throw new WebError('web/foreign-origin', 'Nothing is exported: the request comes from another site.')
    const headers = {
      'content-type': types[endOf(file)]!,
      'content-disposition': `attachment; filename="${file === database ? `${id}.db` : `${id}-${file}`}"`,
      'cache-control': 'no-store',
    }
    if (request.req.method === 'HEAD') return request.body(null, 200, headers)
    if (making >= mostAtOnce)
      throw new WebError(
        'web/too-many-streams',
        `${mostAtOnce} exports are being made already. Try again when they are done.`,
        { streams: mostAtOnce },
      )
    const stream = context.streams.start()
    making++
    try {
      const signal = AbortSignal.any([stream.signal, request.req.raw.signal])
      const made = await makeFile(context.pipeline, { id, file, signal })
      const { name: by } = await all.callerOf(request)
      const { outgoing } = request.env as HttpBindings
      await recordAction(await context.pipeline.tenants.open(id), {
        key: 'export',
        by,
        before: null,
        after: { file },
      }).catch(async (error: unknown) => {
        await made.remove()
        throw error
      })
      return request.body(
        toTextStream(made.pieces(), {
          stream,
          onBroken: context.onBroken,
          mayGoOn: () => mayStill(request, route.operationId, all),
          cut: () => outgoing.destroy(),
        }),
        200,
        { ...headers, 'content-length': String(made.bytes) },
      )
    } catch (error) {
      stream.done()
      throw error
    } finally {
      making--
    }
  })
}

interface MadeFile {
  readonly bytes: number
  /** All of it once; the file is gone with the end, however that comes. */
  pieces(): AsyncIterator<Uint8Array, void, undefined>
  remove(): Promise<void>
}

async function makeFile(
  { tenants }: Pick<Pipeline, 'tenants'>,
  { id, file, signal }: { readonly id: OrganizationId; readonly file: string; readonly signal: AbortSignal },
): Promise<MadeFile> {
  const folder = await mkdtemp(join(tmpdir(), 'upflow-export-'))
  const remove = () => rm(folder, { recursive: true, force: true })
  try {
    const name = file === database ? `${id}.db` : file
    const path = join(folder, 'data', name)
    const { files: written } = await exportOrganization({
      path: await tenants.pathToRead(id),
      organizationId: id,
      to: join(folder, 'data'),
      formats: formatsOf(file),
      signal,
    })
    const { bytes } = written.find((one) => one.name === path)!
    return { bytes, pieces: () => fileOnce(path, remove), remove }
  } catch (error) {
    await remove()
    throw error
  }
}

const byEnd: Readonly<Record<string, ExportFormat>> = { db: 'sqlite', csv: 'csv', parquet: 'parquet' }

/** The dictionary is of all of them. */
const formatsOf = (file: string): readonly ExportFormat[] | undefined => {
  const format = byEnd[endOf(file)]
  return format && [format]
}
